package io.storyreel.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.storyreel.images.ImageLocation;
import io.storyreel.intake.RequestIntake;
import io.storyreel.ledger.TestLedger;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.StoryApiSimulator;
import io.storyreel.sandbox.simulator.call.FilePart;
import io.storyreel.settings.TestSettings;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Takes up and sends an image twice as large as the heap, in a JVM of its own. */
class LargeBucketImageTest {

    private static final long IMAGE_BYTES = 96L << 20;

    @TempDir
    private Path dir;

    @Test
    @Timeout(120)
    void anImageOf96MbIsTakenUpAndSentByAHeapOf48Mb() throws Exception {
        Path image = dir.resolve("large.png");
        try (RandomAccessFile sparse = new RandomAccessFile(image.toFile(), "rw")) {
            sparse.setLength(IMAGE_BYTES);
        }
        try (LocalS3 store = LocalS3.start(dir.resolve("s3"));
                StoryApiSimulator service = StoryApiSimulator.start(SimulatorOptions.quick())) {
            store.createBucket("images");
            store.client().putObject(put -> put.bucket("images").key("large.png"), RequestBody.fromFile(image));
            Map<String, String> settings = new HashMap<>(TestSettings.leadingTo(store));
            settings.putAll(Map.of("storyreel.api.base-url", service.baseUrl().toString(), "storyreel.api.key",
                    service.apiKey(), "storyreel.s3.allowed-buckets", "images", "storyreel.images.max-size", "96M"));

            Path said = dir.resolve("child.log");
            Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx48m", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-cp",
                    System.getProperty("java.class.path"), Child.class.getName(),
                    String.join("\n", inTurn(settings))).redirectErrorStream(true).redirectOutput(said.toFile())
                    .start();
            boolean ended = child.waitFor(90, TimeUnit.SECONDS);
            child.destroyForcibly();

            assertThat(ended).isTrue();
            assertThat(child.exitValue()).as(() -> read(said)).isZero();
            assertThat(service.calls().get(0).files()).extracting(FilePart::filename, FilePart::size)
                    .containsExactly(tuple("large.png", IMAGE_BYTES));
        }
    }

    /** What runs in the small JVM. */
    static final class Child {

        private Child() {
        }

        public static void main(String[] args) throws Exception {
            try (SubmitRoute route = new SubmitRoute(TestSettings.with(args[0].split("\n")))) {
                route.get(RequestIntake.class).take(
                        TestLedger.json("{\"request_id\":\"r\",\"image_files\":[\"s3://images/large.png\"]}"),
                        ImageLocation.BUCKET, "jms", Map.of());
                Story sent = route.submit(route.ledger.story("r"));
                if (sent.state() != StoryState.GENERATING) {
                    throw new IllegalStateException(String.valueOf(sent.error()));
                }
            }
            System.exit(0);
        }
    }

    private static List<String> inTurn(Map<String, String> settings) {
        return settings.entrySet().stream().flatMap(one -> Stream.of(one.getKey(), one.getValue())).toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
