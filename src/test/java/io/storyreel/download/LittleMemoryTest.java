package io.storyreel.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.storyreel.LoopbackHost;
import io.storyreel.deliver.DeliverRoute;
import io.storyreel.s3.S3Clients;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Delivers a video twice as large as the heap, in a JVM of its own. */
class LittleMemoryTest {

    private static final long VIDEO_BYTES = 200L << 20;

    @TempDir
    private Path dir;

    @Test
    @Timeout(120)
    void aVideoOf200MbIsDeliveredByAHeapOf96Mb() throws Exception {
        Path video = dir.resolve("source.mp4");
        Mp4.sparse(video, VIDEO_BYTES);
        try (LocalS3 store = LocalS3.start(dir.resolve("s3"));
                LoopbackHost host = new LoopbackHost((request, out) -> send(video, out))) {
            Map<String, String> settings = new HashMap<>(TestSettings.leadingTo(store));
            settings.putAll(Map.of("storyreel.download.spool-dir", dir.resolve("spool").toString(),
                    "storyreel.download.allowed-hosts", "127.0.0.1",
                    "storyreel.download.allow-private-addresses", "true", "storyreel.s3.create-bucket", "true"));

            Path said = dir.resolve("child.log");
            Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx96m", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-cp",
                    System.getProperty("java.class.path"), Child.class.getName(), host.url("/v.mp4"),
                    String.join("\n", inTurn(settings))).redirectErrorStream(true).redirectOutput(said.toFile())
                    .start();
            boolean ended = child.waitFor(90, TimeUnit.SECONDS);
            child.destroyForcibly();

            assertThat(ended).isTrue();
            assertThat(child.exitValue()).as(() -> read(said)).isZero();
            try (S3Client s3 = new S3Clients().s3Client(TestSettings.with(settings))) {
                assertThat(s3.listObjectsV2(list -> list.bucket("storyreel-videos").prefix("v/")).contents())
                        .extracting(S3Object::key, S3Object::size).contains(
                                tuple("v/put.mp4", VIDEO_BYTES));
            }
        }
    }

    /** What runs in the small JVM. */
    static final class Child {

        private Child() {
        }

        public static void main(String[] args) throws Exception {
            StoryreelSettings settings = TestSettings.with(args[1].split("\n"));
            try (DeliverRoute route = new DeliverRoute(settings)) {
                Story delivered = route.deliver(
                        route.ledger.delivering("r", "s", "{\"output\":{\"key\":\"v/put.mp4\"}}", args[0]));
                if (delivered.state() != StoryState.DELIVERED) {
                    throw new IllegalStateException(String.valueOf(delivered.error()));
                }
            }
            System.exit(0);
        }
    }

    private static List<String> inTurn(Map<String, String> settings) {
        return settings.entrySet().stream().flatMap(one -> Stream.of(one.getKey(), one.getValue())).toList();
    }

    private static void send(Path video, OutputStream out) throws Exception {
        LoopbackHost.head(out, "200 OK", "Content-Length: " + VIDEO_BYTES);
        try (InputStream in = Files.newInputStream(video)) {
            in.transferTo(out);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
