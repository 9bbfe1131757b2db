package io.storyreel.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        images = new ImageFolder(inbox);
    }

    @ParameterizedTest
    @CsvSource({"a b.png, a", "sub/b.png, b", "./sub/../sub/b.png, b", "inside.png, b"})
    void aFileWithinTheFolderIsOpened(String name, String content) throws Exception {
        assertThat(images.open(name)).hasContent(content);
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
    void aLostFolderIsNotTheRequestsFault() {
        assertThatThrownBy(() -> new ImageFolder(outside.resolve("unmounted")).open("a.png"))
                .isInstanceOf(NoSuchFileException.class);
    }
}
