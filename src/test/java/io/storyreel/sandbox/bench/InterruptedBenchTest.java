package io.storyreel.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class InterruptedBenchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path place;

    @Test
    void aBenchThatIsInterruptedInTheMiddleLeavesNothingBehind() throws Exception {
        Process bench = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-cp", classPath(),
                Bench.class.getName(), "--stories", "1000000", "--relay-only")
                .directory(place.toFile()).redirectErrorStream(true)
                .redirectOutput(place.resolve("said").toFile()).start();
        try {
            await().atMost(PATIENCE).until(() -> files().stream().anyMatch(file -> file.toString().endsWith(".mp4")));

            bench.destroy();

            assertThat(bench.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(files()).as(Files.readString(place.resolve("said"))).isEmpty();
        } finally {
            bench.destroyForcibly();
        }
    }

    private List<Path> files() throws IOException {
        Path data = place.resolve("sandbox-data");
        if (!Files.exists(data)) {
            return List.of();
        }
        try (Stream<Path> files = Files.find(data, 9, (file, attributes) -> !file.equals(data))) {
            return files.toList();
        } catch (UncheckedIOException goneMeanwhile) {
            return List.of();
        }
    }

    /** That of this JVM, by absolute names, since the bench is started elsewhere. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(":"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((first, second) -> first + ":" + second).orElseThrow();
    }
}
