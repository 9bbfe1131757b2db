package io.storyreel.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;

import io.storyreel.files.BoundedOpen;
import io.storyreel.files.FolderOpening;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFolderTest {

    @TempDir
    private Path outside;

    private Path inbox;

    private ImageFolder images;

    @BeforeEach
    void fill() throws Exception {
        inbox = Files.createDirectories(outside.resolve("inbox"));
        Files.createDirectories(inbox.resolve("sub"));
        Files.createDirectories(inbox.resolve(".rejected"));
        Files.createDirectories(outside.resolve("inbox-other"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.writeString(outside.resolve("inbox-other/secret"), "secret");
        Files.writeString(inbox.resolve("a b.png"), "a");
        Files.writeString(inbox.resolve("sub/b.png"), "b");
        Files.writeString(inbox.resolve(".rejected/c.json"), "c");
        Files.createSymbolicLink(inbox.resolve("inside.png"), Path.of("sub/b.png"));
        Files.createSymbolicLink(inbox.resolve("out.png"), outside.resolve("secret"));
        Files.createSymbolicLink(inbox.resolve("away"), outside.resolve("inbox-other"));
        Files.createSymbolicLink(inbox.resolve("circle"), Path.of("circle"));
        Files.createSymbolicLink(inbox.resolve("shelf.png"), Path.of(".rejected/c.json"));
        Files.createFile(inbox.resolve("empty.png"));
        assertThat(new ProcessBuilder("mkfifo", inbox.resolve("pipe").toString()).start().waitFor()).isZero();
        images = new ImageFolder(inbox);
    }

    @ParameterizedTest
    @CsvSource({"a b.png, a", "sub/b.png, b", "./sub/../sub/b.png, b", "inside.png, b"})
    void aFileWithinTheFolderIsOpened(String name, String content) throws Exception {
        try (OpenImage image = images.open(name)) {
            assertThat(image.size()).isEqualTo(content.length());
            assertThat(image.bytes()).hasContent(content);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "out.png, is outside the inbox folder",
        "away/secret, is outside the inbox folder",
        "../secret, is outside the inbox folder",
        "../inbox-other/secret, is outside the inbox folder",
        "/etc/hostname, is outside the inbox folder",
        "missing.png, no such file in the inbox folder",
        "a b.png/x, no such file in the inbox folder",
        "circle, no such file in the inbox folder",
        ".rejected/c.json, is in a folder of Storyreel's own",
        "shelf.png, is in a folder of Storyreel's own",
        "sub, is not a file that can be read",
        "pipe, is not a file that can be read",
        "empty.png, is empty",
    })
    void anythingElseIsRefusedInPlainWords(String name, String problem) {
        assertThatThrownBy(() -> images.open(name)).isInstanceOf(UnusableImage.class)
                .hasMessageStartingWith("\"" + name + "\" " + problem);
    }

    @Test
    void theFolderItselfAndNamesNoFileCanHaveAreRefused() {
        assertThatThrownBy(() -> images.open(".")).isInstanceOf(UnusableImage.class);
        assertThatThrownBy(() -> images.open("a\0b")).isInstanceOf(UnusableImage.class)
                .hasMessage("\"a\\u0000b\" is not a file name");
    }

    @Test
    void aNameIsFoundHoweverItsAccentsAreWritten() throws Exception {
        Files.writeString(inbox.resolve("e\u0301.png"), "decomposed");
        Files.createDirectories(inbox.resolve("\u00fc"));
        Files.writeString(inbox.resolve("\u00fc/o\u0308.png"), "mixed");

        assertThat(images.open("\u00e9.png").bytes()).hasContent("decomposed");
        assertThat(images.open("u\u0308/\u00f6.png").bytes()).hasContent("mixed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"out.png", "away/secret", "sub/up/inbox-other/secret"})
    void aLinkThatTookTheFilesPlaceAfterItWasLookedAtIsNotFollowed(String name) throws Exception {
        Files.createSymbolicLink(inbox.resolve("sub/up"), outside);

        assertThatThrownBy(() -> new FolderOpening(inbox.toRealPath(), Path.of(name)).run())
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipe", "pipe/a.png"})
    @Timeout(30)
    void aPipeThatTookTheFilesPlaceHoldsNobodyUp(String name) throws Exception {
        FolderOpening opening = new FolderOpening(inbox.toRealPath(), Path.of(name));

        assertThatThrownBy(() -> BoundedOpen.run(opening::run, inbox.resolve(name))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> images.open("empty.png")).isInstanceOf(UnusableImage.class);
    }

    @Test
    void aFileThatIsSwappedForALinkAllTheTimeIsReadAsItselfOrNotAtAll() throws Exception {
        AtomicBoolean testIsOver = new AtomicBoolean();
        Path name = inbox.resolve("sub/b.png");
        Thread attacker = new Thread(() -> {
            try {
                for (int i = 0; !testIsOver.get(); i++) {
                    Path next = inbox.resolve("next-" + i % 2);
                    if (i % 2 == 0) {
                        Files.createSymbolicLink(next, outside.resolve("secret"));
                    } else {
                        Files.writeString(next, "b");
                    }
                    Files.move(next, name, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        attacker.start();
        try {
            for (int i = 0; i < 500; i++) {
                try (OpenImage image = images.open("sub/b.png")) {
                    assertThat(image.bytes()).hasContent("b");
                } catch (UnusableImage | IOException refused) {
                    // a link was met
                }
            }
        } finally {
            testIsOver.set(true);
            attacker.join();
        }
    }

    @Test
    void aFileThatGrowsOrShrinksWhileItIsReadIsNotWhole() throws Exception {
        for (String now : new String[] {"longer", ""}) {
            Files.writeString(inbox.resolve("changing.png"), "four");
            try (OpenImage image = images.open("changing.png")) {
                Files.writeString(inbox.resolve("changing.png"), now);

                assertThatThrownBy(() -> image.bytes().readAllBytes()).isInstanceOf(IOException.class)
                        .hasMessageContaining("changed while it was read");
            }
        }
    }

    @Test
    void aLostFolderIsNotTheRequestsFault() {
        assertThatThrownBy(() -> new ImageFolder(outside.resolve("unmounted")).open("a.png"))
                .isInstanceOf(NoSuchFileException.class);
    }
}
