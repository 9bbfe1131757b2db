package io.storyreel.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.files.ExclusiveMove;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxArchiveTest {

    @TempDir
    private Path inbox;

    private InboxArchive archive;

    @BeforeEach
    void open() {
        archive = new InboxArchive(inbox);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.json", "two words.json", "ünï-日本.json", "line\nbreak.json", "no-end", ".json",
        "a.json.error.json", "-rf.json", "a;b'c\"d.json"})
    void aFileKeepsItsNameOnTheArchive(String name) throws Exception {
        assertThat(accept(drop(name, "1"))).contains(inbox.resolve(".accepted").resolve(name));
        assertThat(reject(drop(name, "2"), result("x"))).contains(inbox.resolve(".rejected").resolve(name));

        assertThat(inbox.resolve(".accepted").resolve(name)).hasContent("1");
        assertThat(inbox.resolve(".rejected").resolve(name)).hasContent("2");
        assertThat(errorOf(name)).isEqualTo(result("x"));
        assertThat(names(".")).isEmpty();
    }

    @Test
    void aNameThatIsTakenGetsANumberAndNothingIsOverwritten() throws Exception {
        for (int i = 0; i < 3; i++) {
            accept(drop("a.json", "accepted " + i));
            reject(drop("a.json", "rejected " + i), result("error " + i));
        }

        assertThat(names(".accepted")).containsExactlyInAnyOrder("a.json", "a-1.json", "a-2.json");
        assertThat(names(".rejected")).containsExactlyInAnyOrder("a.json", "a.json.error.json",
                "a-1.json", "a-1.json.error.json", "a-2.json", "a-2.json.error.json");
        assertThat(inbox.resolve(".accepted/a-2.json")).hasContent("accepted 2");
        assertThat(inbox.resolve(".rejected/a-1.json")).hasContent("rejected 1");
        assertThat(errorOf("a-1.json")).isEqualTo(result("error 1"));
    }

    @Test
    void aFileThatIsGoneLeavesNothingBehind() throws Exception {
        Path gone = inbox.resolve("gone.json");

        assertThat(accept(gone)).isEmpty();
        assertThat(reject(gone, result("x"))).isEmpty();
        assertThat(names(".accepted")).isEmpty();
        assertThat(names(".rejected")).isEmpty();
    }

    @Test
    void aKillBetweenErrorAndFileIsMadeGoodByDoingItAgain() throws Exception {
        Path file = drop("a.json", "{");
        Files.createDirectories(inbox.resolve(".rejected"));
        Files.writeString(inbox.resolve(".rejected/a.json.error.json"),
                result("x").put("received_at", "2026-01-01T00:00:00Z").toString());

        assertThat(reject(file, result("x").put("received_at", "2026-01-01T00:00:09Z"))).isPresent();
        assertThat(names(".rejected")).containsExactlyInAnyOrder("a.json", "a.json.error.json");
    }

    @Test
    void aKillBetweenLinkAndDeleteIsMadeGoodByDoingItAgain() throws Exception {
        Path accepted = drop("a.json", "1");
        Files.createLink(Files.createDirectories(inbox.resolve(".accepted")).resolve("a.json"), accepted);
        Path rejected = drop("b.json", "2");
        Files.createLink(Files.createDirectories(inbox.resolve(".rejected")).resolve("b.json"), rejected);
        Files.writeString(inbox.resolve(".rejected/b.json.error.json"), result("x").toString());

        assertThat(accept(accepted)).isPresent();
        assertThat(reject(rejected, result("x"))).isPresent();
        assertThat(names(".")).isEmpty();
        assertThat(names(".accepted")).containsExactly("a.json");
        assertThat(names(".rejected")).containsExactlyInAnyOrder("b.json", "b.json.error.json");
    }

    @Test
    void somebodyElsesErrorFileIsLeftAlone() throws Exception {
        Files.createDirectories(inbox.resolve(".rejected"));
        Files.writeString(inbox.resolve(".rejected/a.json.error.json"), "notes of a person");

        assertThat(reject(drop("a.json", "{"), result("x"))).contains(inbox.resolve(".rejected/a-1.json"));
        assertThat(inbox.resolve(".rejected/a.json.error.json")).hasContent("notes of a person");
        assertThat(errorOf("a-1.json")).isEqualTo(result("x"));
    }

    @Test
    void aNameTooLongForItsErrorIsCutInsteadOfStandingInTheWay() throws Exception {
        String longest = "é".repeat(125) + ".json";

        Path there = reject(drop(longest, "1"), result("x")).orElseThrow();
        Path second = reject(drop(longest, "2"), result("y")).orElseThrow();

        assertThat(there).hasFileName("é".repeat(119) + ".json").hasContent("1");
        assertThat(second).hasFileName("é".repeat(118) + "-1.json").hasContent("2");
        assertThat(errorOf(second.getFileName().toString())).isEqualTo(result("y"));
    }

    @Test
    void twoProcessesThatPutTheSameFileAwayDoItOnce() throws Exception {
        for (int round = 0; round < 50; round++) {
            Path file = drop("same-" + round + ".json", "x");
            boolean bad = round % 2 == 0;

            FileVersion read = version(file);
            List<Optional<Path>> outcomes = together(
                    () -> bad ? archive.reject(file, read, result("x")) : archive.accept(file, read));

            assertThat(outcomes.stream().filter(Optional::isPresent)).hasSize(1);
        }
        assertThat(names(".")).isEmpty();
        assertThat(names(".accepted")).hasSize(25);
        assertThat(names(".rejected")).hasSize(50);
    }

    @Test
    void twoProcessesThatPutFilesOfOneNameAwayKeepBoth() throws Exception {
        for (int round = 0; round < 50; round++) {
            Path one = drop("one/a.json", "1");
            Path other = drop("other/a.json", "2");
            List<Path> files = new ArrayList<>(List.of(one, other));
            together(() -> {
                Path mine;
                synchronized (files) {
                    mine = files.remove(0);
                }
                return reject(mine, result(mine.getParent().getFileName().toString()));
            });
        }
        assertThat(names(".rejected")).hasSize(200);
        for (String name : names(".rejected")) {
            if (!name.endsWith(".error.json")) {
                String said = errorOf(name).path("error").path("message").asText();
                assertThat(Files.readString(inbox.resolve(".rejected").resolve(name)))
                        .isEqualTo(said.equals("one") ? "1" : "2");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherFileThatHasTakenTheNameStays(boolean good) throws Exception {
        Path file = drop("a.json", "read");
        FileVersion read = version(file);
        Files.move(drop("other.tmp", "unread"), file, StandardCopyOption.REPLACE_EXISTING);

        assertThat(good ? archive.accept(file, read) : archive.reject(file, read, result("x"))).isEmpty();
        assertThat(file).hasContent("unread");
        assertThat(names(".")).containsExactly("a.json");
        assertThat(good || names(".rejected").isEmpty()).as("nothing is left beside").isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatWasWrittenToSinceStays(boolean good) throws Exception {
        Path file = drop("a.json", "read");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        FileVersion read = version(file);
        Files.writeString(file, "more");

        assertThat(good ? archive.accept(file, read) : archive.reject(file, read, result("x"))).isEmpty();
        assertThat(file).hasContent("more");
    }

    @Test
    void whateverTakesTheNameWhileItIsMovedIsNotMovedUnread() throws Exception {
        for (int round = 0; round < 300; round++) {
            Path file = drop("race-" + round + ".json", "read");
            FileVersion read = version(file);
            Path other = drop("race-" + round + ".tmp", "unread");
            boolean good = round % 2 == 0;
            ExecutorService writer = Executors.newSingleThreadExecutor();
            try {
                Future<Path> replaced = writer.submit(() -> Files.move(other, file, StandardCopyOption.ATOMIC_MOVE));
                Optional<Path> moved = good ? archive.accept(file, read) : archive.reject(file, read, result("x"));
                replaced.get();
                assertThat(moved.isEmpty() || Files.readString(moved.get()).equals("read")).isTrue();
            } finally {
                writer.shutdown();
            }
            try (Stream<Path> left = Files.list(inbox)) {
                assertThat(left.filter(Files::isRegularFile).map(InboxArchiveTest::content)).containsOnlyOnce("unread");
            }
            Files.deleteIfExists(file);
            Files.deleteIfExists(inbox.resolve("race-" + round + "-1.json"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".accepted", ".rejected"})
    void aLinkInPlaceOfTheArchiveLeadsNoFileAway(String folder, @TempDir Path elsewhere) throws Exception {
        Files.createSymbolicLink(inbox.resolve(folder), elsewhere);
        Path file = drop("a.json", "1");

        assertThatThrownBy(() -> {
            if (folder.equals(".accepted")) {
                accept(file);
            } else {
                reject(file, result("x"));
            }
        }).isInstanceOf(FileSystemException.class).hasMessageContaining("no link");
        assertThat(file).hasContent("1");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aArchiveOnADiskOfItsOwnTakesFilesToo() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(inbox)),
                "a second file system is needed");
        Path other = Files.createTempDirectory(memory, "storyreel");
        try {
            Path file = drop("a.json", "1");
            Path there = other.resolve("a.json");
            FileVersion read = version(file);
            InFlightFile held = InFlightFile.take(file, other).orElseThrow();
            held.moveTo(there);

            assertThat(read.wasWrittenTo(there)).as("a copy is another file").isFalse();

            assertThat(there).hasContent("1");
            assertThat(names(".")).isEmpty();
            assertThat(inbox).isEmptyDirectory();
            Files.delete(there);
        } finally {
            Files.delete(other);
        }
    }

    @Test
    void whatAKillHasLeftOnItsWayIsBackInTheInboxAfterAMinute() throws Exception {
        Path old = Files.createDirectories(inbox.resolve(".accepted/.moving-1"));
        Path fresh = Files.createDirectories(inbox.resolve(".rejected/.moving-2"));
        Files.writeString(old.resolve("a.json"), "1");
        Files.writeString(fresh.resolve("b.json"), "2");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(61)));
        drop("a.json", "another");

        archive.putBackWhatWasLeft();

        assertThat(inbox.resolve("a-1.json")).hasContent("1");
        assertThat(inbox.resolve("a.json")).hasContent("another");
        assertThat(old).doesNotExist();
        assertThat(fresh.resolve("b.json")).hasContent("2");
    }

    @Test
    void whereLinksAreNotToBeHadAMoveNeverReplacesEither() throws Exception {
        Path file = drop("a.json", "mine");
        Path taken = drop("b.json", "theirs");

        assertThatThrownBy(() -> new ExclusiveMove(file, taken).runWithoutLinks())
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("mine");
        assertThat(taken).hasContent("theirs");

        new ExclusiveMove(file, inbox.resolve("c.json")).runWithoutLinks();
        assertThat(inbox.resolve("c.json")).hasContent("mine");
        assertThat(file).doesNotExist();

        assertThatThrownBy(() -> new ExclusiveMove(file, inbox.resolve("d.json")).runWithoutLinks())
                .isInstanceOf(NoSuchFileException.class);
        assertThat(inbox.resolve("d.json")).doesNotExist();
    }

    private Optional<Path> accept(Path file) throws Exception {
        return archive.accept(file, version(file));
    }

    private Optional<Path> reject(Path file, ObjectNode result) throws Exception {
        return archive.reject(file, version(file), result);
    }

    /** What a reader would have seen a moment ago. */
    private static FileVersion version(Path file) throws Exception {
        return Files.exists(file) ? FileVersion.of(file).orElseThrow()
                : new FileVersion("gone", 0, FileTime.fromMillis(0), FileTime.fromMillis(0));
    }

    private static <T> List<T> together(Callable<T> work) throws Exception {
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            List<T> outcomes = new ArrayList<>();
            for (Future<T> outcome : two.invokeAll(List.of(work, work))) {
                outcomes.add(outcome.get());
            }
            return outcomes;
        } finally {
            two.shutdown();
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path drop(String name, String content) throws Exception {
        Path file = inbox.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private List<String> names(String folder) throws Exception {
        try (Stream<Path> files = Files.list(inbox.resolve(folder))) {
            return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
        }
    }

    private ObjectNode errorOf(String name) throws Exception {
        return (ObjectNode) new ObjectMapper().readTree(
                inbox.resolve(".rejected").resolve(name + ".error.json").toFile());
    }

    private static ObjectNode result(String message) {
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("status", "rejected");
        result.putObject("error").put("code", "INVALID_REQUEST").put("message", message);
        return result;
    }
}
