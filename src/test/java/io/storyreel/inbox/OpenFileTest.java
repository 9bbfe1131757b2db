package io.storyreel.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

import io.storyreel.files.BoundedOpen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever may write into the inbox can swap a file for something else at any moment. */
@Timeout(60)
class OpenFileTest {

    private static final byte[] GOOD = "{\"idea\":\"good\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path inbox;

    @Test
    void aFileIsReadWhole() throws Exception {
        Path file = Files.write(inbox.resolve("a.json"), GOOD);

        try (OpenFile open = OpenFile.of(file)) {
            assertThat(open.readWhole(file)).isEqualTo(GOOD);
            assertThat(open.version().isStill(file)).isTrue();
        }
    }

    @Test
    void aLinkIsNotFollowedNorAFolderOrAPipeOpened() throws Exception {
        Path secret = Files.writeString(inbox.resolve("secret"), "password");
        Files.createSymbolicLink(inbox.resolve("link.json"), secret);
        Files.createDirectory(inbox.resolve("folder.json"));
        pipe("pipe.json");

        for (String name : new String[] {"link.json", "folder.json", "pipe.json"}) {
            assertThatThrownBy(() -> OpenFile.of(inbox.resolve(name))).as(name).isInstanceOf(IOException.class)
                    .hasMessageContaining("no regular file");
        }
        assertThatThrownBy(() -> BoundedOpen.forReading(inbox.resolve("link.json"))).isInstanceOf(IOException.class);
    }

    @Test
    void aPipeThatIsSwappedInHoldsNobodyUpForever() throws Exception {
        Path pipe = pipe("pipe.json");
        long before = waitingForAWriter();
        long began = System.nanoTime();

        assertThatThrownBy(() -> BoundedOpen.forReading(pipe)).hasMessageContaining("could not be opened within");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BoundedOpen.PATIENCE.plusSeconds(5));
        await("the thread that waited is free").until(() -> waitingForAWriter() <= before);
    }

    @Test
    void pipesThatAreSwappedInAndAwayAgainLeaveSomebodyToOpenFiles() throws Exception {
        List<CompletableFuture<Void>> stuck = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Path pipe = pipe("pipe-" + i + ".json");
            stuck.add(CompletableFuture.runAsync(() -> assertThatThrownBy(() -> BoundedOpen.forReading(pipe))
                    .isInstanceOf(IOException.class), Executors.newSingleThreadExecutor()));
        }
        await().until(() -> waitingForAWriter() >= 8);
        for (int i = 0; i < 12; i++) {
            Files.delete(inbox.resolve("pipe-" + i + ".json"));
        }
        stuck.forEach(CompletableFuture::join);

        Path file = Files.write(inbox.resolve("a.json"), GOOD);
        try (OpenFile open = OpenFile.of(file)) {
            assertThat(open.readWhole(file)).isEqualTo(GOOD);
        }
        assertThat(BoundedOpen.isExhausted()).isFalse();
    }

    @Test
    void whatIsSwappedInWhileItIsOpenedIsNeverTakenForTheFile() throws Exception {
        Path secret = Files.writeString(inbox.resolve("secret"), "password");
        Path kept = Files.write(inbox.resolve("kept"), GOOD);
        Path name = inbox.resolve("a.json");
        AtomicBoolean done = new AtomicBoolean();
        Thread swapper = new Thread(() -> {
            try {
                for (int i = 0; !done.get(); i++) {
                    Files.deleteIfExists(inbox.resolve("next"));
                    if (i % 3 == 0) {
                        Files.createSymbolicLink(inbox.resolve("next"), secret);
                    } else if (i % 3 == 1) {
                        Files.createLink(inbox.resolve("next"), kept);
                    } else {
                        Files.writeString(inbox.resolve("next"), "another one");
                    }
                    Files.move(inbox.resolve("next"), name, StandardCopyOption.REPLACE_EXISTING,
                            StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        swapper.start();
        int read = 0;
        try {
            await().until(() -> Files.exists(name));
            // On a busy machine the swapper may be first for thousands of times.
            for (int i = 0; i < 5_000 || read == 0 && i < 500_000; i++) {
                try (OpenFile open = OpenFile.of(name)) {
                    byte[] bytes = open.readWhole(name);
                    read++;
                    assertThat(new String(bytes, StandardCharsets.UTF_8)).isIn("another one",
                            new String(GOOD, StandardCharsets.UTF_8));
                    assertThat(open.version().size()).isEqualTo(bytes.length);
                } catch (IOException e) {
                    // left for the next look
                }
            }
        } finally {
            done.set(true);
            swapper.join();
        }
        assertThat(read).as("some were read").isPositive();
    }

    private static long waitingForAWriter() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("storyreel-open"))
                .filter(thread -> thread.getValue().length > 0
                        && thread.getValue()[0].getMethodName().equals("open0"))
                .count();
    }

    private Path pipe(String name) throws Exception {
        Path pipe = inbox.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        return pipe;
    }
}
