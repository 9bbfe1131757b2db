package io.storyreel.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.apache.camel.component.file.FileConsumer;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettledFileTest {

    @TempDir
    private Path inbox;

    private long now = Long.MAX_VALUE - 100;

    private final SettledFile settled = new SettledFile(Duration.ofMillis(500), () -> now);

    @Test
    void aFileIsTakenOnceItHasStoodStillForTheSettleTimeAndNotBefore() throws Exception {
        write("a.json", "{}");

        assertThat(poll()).isEmpty();
        passMillis(499);
        assertThat(poll()).isEmpty();
        passMillis(1);
        assertThat(poll()).containsExactly("a.json");
        assertThat(poll()).as("again, as long as it is there").containsExactly("a.json");
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

        assertThat(new SettledFile(Duration.ZERO, System::nanoTime).accept(camelFile("a.json"))).isTrue();
    }

    @Test
    void foldersLinksAndPipesAreNeverTaken() throws Exception {
        Files.createDirectory(inbox.resolve("folder.json"));
        Files.createSymbolicLink(inbox.resolve("link.json"), Files.createTempFile(inbox, "x", ".txt"));
        new ProcessBuilder("mkfifo", inbox.resolve("pipe.json").toString()).start().waitFor();
        poll();
        passMillis(10_000);

        assertThat(poll()).doesNotContain("folder.json", "link.json", "pipe.json").hasSize(1);
    }

    @Test
    void aFileThatIsGoneIsForgotten() throws Exception {
        write("stays.json", "{}");
        for (int i = 0; i < 200; i++) {
            Path passing = write("passing-" + i + ".json", "{}");
            poll();
            Files.delete(passing);
        }
        assertThat(settled.remembered()).isLessThan(5);
    }

    @Test
    void aFolderThatIsListedInAnotherOrderEachTimeDelaysNothing() throws Exception {
        File first = write("first.json", "{}").toFile();
        poll(List.of(first));
        File second = write("second.json", "{}").toFile();
        poll(List.of(second, first));
        passMillis(500);

        assertThat(poll(List.of(first, second))).containsExactly("first.json", "second.json");
    }

    /** What one poll of a file endpoint takes. */
    private List<String> poll() {
        return poll(Arrays.asList(inbox.toFile().listFiles()));
    }

    private List<String> poll(List<File> files) {
        return files.stream().map(File::getName).filter(name -> settled.accept(camelFile(name))).toList();
    }

    private GenericFile<File> camelFile(String name) {
        return FileConsumer.asGenericFile(inbox.toString(), inbox.resolve(name).toFile(), null, false);
    }

    private Path write(String name, String content) throws Exception {
        return Files.writeString(inbox.resolve(name), content);
    }

    private void passMillis(int millis) {
        now += Duration.ofMillis(millis).toNanos();
    }
}
