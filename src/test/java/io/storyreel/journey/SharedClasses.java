package io.storyreel.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes that the app loads at its start and for its first story, read once and mapped by every journey after that
 * (JEP 350). A start takes about a quarter less CPU, and there are hundreds of them.
 */
final class SharedClasses {

    private static final Path APP = Path.of(System.getProperty("storyreel.app", "target/quarkus-app/quarkus-run.jar"));

    private static final Path ARCHIVE = Path.of("target/journeys.jsa").toAbsolutePath();

    /** Writing it takes a while on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static boolean isThere;

    private SharedClasses() {
    }

    /** The argument of a {@link AppPlan#SHORT_LIVED} JVM; the first caller waits until the archive is made. */
    static synchronized String argument() {
        if (!isThere) {
            makeUnlessThere();
            isThere = true;
        }
        return "-XX:SharedArchiveFile=" + ARCHIVE;
    }

    /** The forks of one build share it. */
    private static void makeUnlessThere() {
        try (FileChannel lock = FileChannel.open(ARCHIVE.resolveSibling("journeys.jsa.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            lock.lock();
            if (!Files.exists(ARCHIVE) || Files.getLastModifiedTime(ARCHIVE)
                    .compareTo(Files.getLastModifiedTime(APP)) < 0) {
                make();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make() throws IOException {
        Path begun = ARCHIVE.resolveSibling("journeys.jsa.new");
        Files.deleteIfExists(begun);
        List<String> recording = Stream.concat(AppPlan.SHORT_LIVED.stream(),
                Stream.of("-XX:ArchiveClassesAtExit=" + begun)).toList();
        try (AppFixture app = AppPlan.usual(recording).with("storyreel.api.response-timeout", "60s")
                .app().open()) {
            Request request = Request.of("shared-classes");
            app.drop(request);
            app.delivered(request);
            // It is written at a stop in good order only.
            app.product().stop(PATIENCE);
        }
        Files.move(begun, ARCHIVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
