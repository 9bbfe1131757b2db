package io.storyreel.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxFolderTest {

    @TempDir
    private Path inbox;

    private long now = Long.MAX_VALUE - 100;

    private InboxFolder folder;

    @BeforeEach
    void open() {
        folder = folder(Duration.ofMillis(500));
    }

    @Test
    void aFileIsTakenOnceItHasStoodStillForTheSettleTimeAndNotBefore() throws Exception {
        write("a.json", "{}");

        assertThat(poll()).isEmpty();
        passMillis(499);
        assertThat(poll()).isEmpty();
        passMillis(1);
        assertThat(poll()).containsExactly("a.json");
    }

    @Test
    void aFileThatCouldNotBeTakenComesAgainAfterAWaitThatGrowsAndAtOnceWhenItIsAnother() throws Exception {
        write("a.json", "{}");
        poll();
        passMillis(500);
        assertThat(poll()).containsExactly("a.json");
        int looks = 0;
        for (int i = 0; i < 600; i++) {
            passMillis(100);
            looks += poll().size();
        }
        assertThat(looks).as("in a minute").isEqualTo(5);

        write("a.json", "{ }");
        poll();
        passMillis(500);
        assertThat(poll()).containsExactly("a.json");
    }

    @Test
    void anEmptyFileWaitsAMinute() throws Exception {
        write("a.json", "");
        poll();
        passMillis(59_999);
        assertThat(poll()).isEmpty();
        passMillis(1);
        assertThat(poll()).containsExactly("a.json");
    }

    @Test
    void ofManyFilesThoseThatCameFirstAreTakenFirstAndNotAllAtOnce() throws Exception {
        for (int i = 0; i < 1_200; i++) {
            write("a-" + i + ".json", "{}");
        }
        poll();
        passMillis(500);

        List<String> first = poll();
        assertThat(first).hasSize(1_000);
        assertThat(poll()).hasSize(200).doesNotContainAnyElementsOf(first);
    }

    @Test
    void aNameThatComesRightBehindAListingIsSeenThoughTheFoldersTimeHasNotMoved() throws Exception {
        poll();
        FileTime time = Files.getLastModifiedTime(inbox);
        write("a.json", "{}");
        Files.setLastModifiedTime(inbox, time);
        passMillis(100);
        poll();
        passMillis(500);

        assertThat(poll()).containsExactly("a.json");
    }

    @Test
    void aFolderWhoseTimeNeverMovesIsListedAllTheSame() throws Exception {
        FileTime time = FileTime.fromMillis(1_000);
        Files.setLastModifiedTime(inbox, time);
        for (int i = 0; i < 100; i++) {
            poll();
            passMillis(100);
        }
        write("a.json", "{}");
        Files.setLastModifiedTime(inbox, time);
        passMillis(6_000);
        poll();
        passMillis(500);

        assertThat(poll()).containsExactly("a.json");
    }

    @Test
    void aFolderThatHasNotChangedIsNotListedAgain() throws Exception {
        int[] asked = {0};
        write("other.png", "x");
        for (int i = 0; i < 600; i++) {
            folder.due(name -> {
                asked[0]++;
                return name.endsWith(".json");
            });
            passMillis(100);
        }
        assertThat(asked[0]).as("in a minute, ten looks a second").isLessThan(40);
    }

    @Test
    void aFolderThatVanishesIsToldAndIsReadAgainWhenItIsBack() throws Exception {
        Path away = inbox.resolveSibling("away-" + inbox.getFileName());
        poll();
        assertThat(folder.problem()).isEmpty();

        Files.move(inbox, away);
        assertThat(poll()).isEmpty();
        assertThat(folder.problem()).contains("it is not there");

        Files.move(away, inbox);
        write("a.json", "{}");
        poll();
        passMillis(500);
        assertThat(poll()).containsExactly("a.json");
        assertThat(folder.problem()).isEmpty();
    }

    @Test
    void everyWriteStartsTheWaitAgain() throws Exception {
        write("a.json", "{");
        for (int i = 0; i < 5; i++) {
            poll();
            passMillis(400);
            Files.writeString(inbox.resolve("a.json"), " ", StandardOpenOption.APPEND);
        }
        assertThat(poll()).isEmpty();
        passMillis(500);
        assertThat(poll()).containsExactly("a.json");
    }

    @Test
    void aChangeThatKeepsTheSizeCountsToo() throws Exception {
        write("a.json", "{}");
        poll();
        passMillis(500);
        Files.setLastModifiedTime(inbox.resolve("a.json"), FileTime.fromMillis(12_345));
        assertThat(poll()).isEmpty();
    }

    @Test
    void anOldTimeOfAPreservedCopyProvesNothing() throws Exception {
        write("a.json", "{}");
        Files.setLastModifiedTime(inbox.resolve("a.json"), FileTime.fromMillis(0));

        assertThat(poll()).isEmpty();
    }

    @Test
    void anotherFileThatTakesTheNameWaitsForItself() throws Exception {
        write("a.json", "{}");
        write("b.tmp", "[]");
        Files.setLastModifiedTime(inbox.resolve("a.json"), FileTime.fromMillis(0));
        Files.setLastModifiedTime(inbox.resolve("b.tmp"), FileTime.fromMillis(0));
        poll();
        passMillis(500);
        Files.move(inbox.resolve("b.tmp"), inbox.resolve("a.json"), StandardCopyOption.REPLACE_EXISTING);

        assertThat(poll()).isEmpty();
    }

    @Test
    void withoutASettleTimeAFileIsTakenAtOnce() throws Exception {
        write("a.json", "{}");

        folder = folder(Duration.ZERO);

        assertThat(poll()).containsExactly("a.json");
    }

    @Test
    void foldersLinksAndPipesAreNeverTaken() throws Exception {
        Files.createDirectory(inbox.resolve("folder.json"));
        Files.createSymbolicLink(inbox.resolve("link.json"), Files.createTempFile(inbox, "x", ".txt"));
        new ProcessBuilder("mkfifo", inbox.resolve("pipe.json").toString()).start().waitFor();
        write("file.json", "{}");
        poll();
        passMillis(10_000);

        assertThat(poll()).containsExactly("file.json");
    }

    @Test
    void aFileThatIsGoneIsForgotten() throws Exception {
        write("stays.json", "{}");
        for (int i = 0; i < 200; i++) {
            Path passing = write("passing-" + i + ".json", "{}");
            poll();
            Files.delete(passing);
        }
        assertThat(folder.remembered()).isLessThan(5);
    }

    /** What one poll takes. */
    private List<String> poll() {
        return folder.due(name -> name.endsWith(".json")).stream().map(file -> file.getFileName().toString()).toList();
    }

    private InboxFolder folder(Duration settleTime) {
        return new InboxFolder(inbox, new InboxArchive(inbox), settleTime, () -> now);
    }

    private Path write(String name, String content) throws Exception {
        return Files.writeString(inbox.resolve(name), content);
    }

    private void passMillis(int millis) {
        now += Duration.ofMillis(millis).toNanos();
    }
}
