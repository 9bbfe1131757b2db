package io.storyreel.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of files that others write to, swap or lock while the packaged routes take them. */
@Timeout(180)
class InboxRouteTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How often a file is replaced; more in the profile {@code soak}. */
    private static final int ROUNDS = Integer.getInteger("inbox.rounds", 20);

    @TempDir
    private Path folder;

    private Path inbox;

    private final List<String> log = new ArrayList<>();

    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            synchronized (log) {
                String name = String.valueOf(line.getLoggerName());
                // Not what another test's app still says of the service in this JVM.
                if (!name.startsWith("storyreel.service")) {
                    log.add(line.getLevel() + " " + line.getLoggerName() + " " + line.getMessage() + " "
                            + String.valueOf(line.getParameters() == null ? "" : List.of(line.getParameters())));
                }
            }
        }

        @Override
        public void flush() {
            // kept in memory
        }

        @Override
        public void close() {
            // nothing to close
        }
    };

    @BeforeEach
    void start() throws Exception {
        inbox = Files.createDirectory(folder.resolve("inbox"));
        Logger.getLogger("").setLevel(java.util.logging.Level.INFO);
        Logger.getLogger("").addHandler(listener);
    }

    @AfterEach
    void stop() {
        Logger.getLogger("").removeHandler(listener);
    }

    @Test
    void aFileThatIsRenamedOverAnotherWhileThatIsTakenIsTakenToo() throws Exception {
        replaced(ROUNDS, (file, next) -> {
            Path aside = Files.writeString(file.resolveSibling(file.getFileName() + ".tmp"), next);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    @Test
    void whatIsWrittenIntoAFileWhileItIsTakenIsTakenToo() throws Exception {
        replaced(ROUNDS, Files::writeString);
    }

    /** Writes a request, and another one in its place at about the moment when the first one is taken. */
    private void replaced(int rounds, Replacement replacement) throws Exception {
        try (InboxRoute route = new InboxRoute(folder, "storyreel.inbox.settle-time", "50ms")) {
            for (int i = 0; i < rounds; i++) {
                Path file = inbox.resolve("a-" + i + ".json");
                Files.writeString(file, request("first-" + i));
                if (i % 2 == 0) {
                    LockSupport.parkNanos(Duration.ofMillis(48 + ThreadLocalRandom.current().nextInt(40)).toNanos());
                } else {
                    // The ledger has it, and it is about to be moved.
                    String id = "first-" + i;
                    await().pollDelay(Duration.ZERO).pollInterval(Duration.ofNanos(20_000)).atMost(PATIENCE)
                            .until(() -> route.hasTaken(id));
                }
                replacement.with(file, request("second-" + i));
            }
            for (int i = 0; i < rounds; i++) {
                String id = "second-" + i;
                await("taking of " + id).atMost(PATIENCE).until(() -> route.hasTaken(id));
            }
            await("an empty inbox").atMost(PATIENCE).until(() -> inFolder("").isEmpty());
            assertThat(inFolder(".rejected")).isEmpty();
            assertThat(inFolder(".accepted").stream().filter(content -> content.contains("second-"))).hasSize(rounds);
        }
    }

    @Test
    void aLinkOrAPipeInPlaceOfAListedFileIsNeitherReadNorWaitedFor() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "{\"password\":\"hunter2\"");
        try (InboxRoute route = new InboxRoute(folder, "storyreel.inbox.settle-time", "50ms")) {
            for (int i = 0; i < 30; i++) {
                Path file = inbox.resolve("swapped-" + i + ".json");
                Files.writeString(file, request("swapped-" + i));
                LockSupport.parkNanos(Duration.ofMillis(45 + ThreadLocalRandom.current().nextInt(40)).toNanos());
                Path aside = inbox.resolve("aside");
                if (i % 2 == 0) {
                    Files.createSymbolicLink(aside, secret);
                } else {
                    assertThat(new ProcessBuilder("mkfifo", aside.toString()).start().waitFor()).isZero();
                }
                Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(inbox.resolve("after.json"), request("after"));

            await("the next file").atMost(PATIENCE).until(() -> route.hasTaken("after"));
            try (Stream<Path> all = Files.walk(inbox)) {
                assertThat(all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                        .map(InboxRouteTest::content))
                        .noneMatch(text -> text.contains("hunter2"));
            }
            assertThat(lines("hunter2")).isEmpty();
        }
    }

    @Test
    void aBadFileThatCannotBePutAsideIsToldOnceAndTriedAgain() throws Exception {
        // A file where the folder should be stands for a disk that takes nothing.
        Files.writeString(inbox.resolve(".rejected"), "in the way");
        Files.writeString(inbox.resolve("bad.json"), "{");
        try (InboxRoute route = new InboxRoute(folder, "storyreel.inbox.settle-time", "50ms")) {
            await().atMost(PATIENCE).until(() -> !lines("bad.json").isEmpty());
            await().pollDelay(Duration.ofSeconds(4)).until(() -> true);

            assertThat(lines("")).filteredOn(line -> !line.startsWith("INFO")).singleElement().asString()
                    .contains("bad.json", "is bad, but cannot be moved to .rejected", "no link to one");
            assertThat(inbox.resolve("bad.json")).hasContent("{");

            Files.delete(inbox.resolve(".rejected"));
            await().atMost(PATIENCE).until(() -> Files.exists(inbox.resolve(".rejected/bad.json")));
            Files.writeString(inbox.resolve("good.json"), request("good"));
            await().atMost(PATIENCE).until(() -> route.hasTaken("good"));
        }
    }

    @Test
    void eachFileThatCannotBeMovedIsNamedOnceWithItsReasonAndTakenOnce() throws Exception {
        Files.writeString(inbox.resolve(".accepted"), "in the way");
        Files.writeString(inbox.resolve("a.json"), request("a"));
        Files.writeString(inbox.resolve("b.json"), request("b"));
        try (InboxRoute route = new InboxRoute(folder, "storyreel.inbox.settle-time", "50ms")) {
            await().atMost(PATIENCE).until(() -> route.hasTaken("a") && route.hasTaken("b"));
            await().pollDelay(Duration.ofSeconds(4)).until(() -> true);

            assertThat(lines("WARN")).hasSize(2).allMatch(line -> line.contains("cannot be moved to .accepted"));
            assertThat(lines("same message once more").size()).isLessThan(8);

            Files.delete(inbox.resolve(".accepted"));
            await().atMost(PATIENCE).until(() -> inFolder("").isEmpty());
            assertThat(inFolder(".accepted")).hasSize(2);
        }
    }

    private List<String> lines(String part) {
        synchronized (log) {
            return log.stream().filter(line -> line.contains(part)).toList();
        }
    }

    private List<String> inFolder(String name) throws IOException {
        if (!Files.isDirectory(inbox.resolve(name))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(inbox.resolve(name))) {
            return files.filter(Files::isRegularFile).map(InboxRouteTest::content).toList();
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static String request(String id) {
        return "{\"request_id\":\"" + id + "\",\"idea\":\"A cat learns to fly\"}";
    }

    private interface Replacement {

        void with(Path file, String content) throws IOException;
    }
}
