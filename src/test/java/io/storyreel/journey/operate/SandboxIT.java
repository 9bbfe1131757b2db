package io.storyreel.journey.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that somebody does who has just come: {@code ./sandbox --once}, with what was built. */
class SandboxIT {

    @TempDir
    private Path folder;

    @Test
    void itDeliversItsFirstStoryAndEnds() throws Exception {
        // It keeps what it has beside itself, and the next one goes on with that; this is a first one.
        for (String needed : List.of("sandbox", "target", "examples")) {
            Files.createSymbolicLink(folder.resolve(needed), Path.of(needed).toAbsolutePath());
        }
        Path said = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(folder.resolve("sandbox").toString(), "--once", "--no-build")
                .redirectErrorStream(true).redirectOutput(said.toFile());
        // For its own JVM and the app's.
        builder.environment().put("JAVA_TOOL_OPTIONS", String.join(" ", AppPlan.SHORT_LIVED));
        Process sandbox = builder.start();
        try {
            // It starts all there is, one after the other, beside the other journeys.
            assertThat(sandbox.waitFor(2 * AppFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(() -> text(said)).isTrue();
            assertThat(sandbox.exitValue()).as(() -> text(said)).isZero();
            assertThat(text(said)).containsPattern("to play +.*[.]mp4");
        } finally {
            sandbox.destroy();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
