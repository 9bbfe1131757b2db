package io.storyreel.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A tiny bench of the packaged app: not for its figures, but that there are any, that they are right, that it ends. */
@EnabledOnOs(OS.LINUX)
class BenchIT {

    @Test
    void twentyStoriesAreMeasuredAndCheckedAndNothingIsLeftBehind() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        boolean isGood = Bench.run(new PrintStream(said, true, StandardCharsets.UTF_8), "--stories", "20",
                "--batch", "10", "--latency", "2", "--waiting", "3", "--quiet", "1s", "--patience", "2m",
                "--jvm", "-XX:TieredStopAtLevel=1", "--jvm", "-XX:+UseSerialGC",
                "--set", "storyreel.track.fallback-poll-interval=2s");

        String text = said.toString(StandardCharsets.UTF_8);
        assertThat(isGood).as(text).isTrue();
        assertThat(text).contains("correct: each paid for once, each video whole (SHA-256), each result there")
                .containsPattern("stories/s +[0-9.]+ +[0-9.]+ +[0-9.]+ +0\\.\\d{3}x")
                .containsPattern("CPU of its own, ms a story +[0-9.]+ +[1-9][0-9.]*")
                .containsPattern("calls a story, relay .*S3 PUT 1.0, download 1.0, look 1.0, paid 1.0")
                .containsPattern("ledger \\(H2\\) +peak [0-9.]+ MB")
                .containsPattern("ready to object, p50 / p99 ms +\\d+ / \\d+ \\(relay: \\d+ / \\d+\\)")
                .containsPattern("3 stories waiting at the service")
                .doesNotContain("WRONG");
        assertThat(benches()).isEmpty();
    }

    private static Stream<Path> benches() throws IOException {
        return Files.list(Path.of("sandbox-data")).filter(path -> path.getFileName().toString().startsWith("bench-"));
    }
}
