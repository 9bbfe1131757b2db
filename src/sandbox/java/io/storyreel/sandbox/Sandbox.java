package io.storyreel.sandbox;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.StoryApiSimulator;
import io.storyreel.sandbox.simulator.call.ServiceDialect;

/**
 * The whole of Storyreel on one machine: a local S3 server, a broker, a simulated story service, and the packaged
 * product between them. Drops one example, shows its way to a video, and stays for more.
 */
public final class Sandbox implements AutoCloseable {

    private static final Duration START_PATIENCE = Duration.ofSeconds(90);

    private final PrintStream out = System.out;

    private final Path directory;

    private final Path inbox;

    private final Path outbox;

    private final LocalS3 s3;

    private final LocalArtemis artemis;

    private final StoryApiSimulator api;

    private final ProductProcess product;

    private Sandbox(Path directory, ServiceDialect dialect) throws IOException {
        this.directory = directory;
        this.inbox = Files.createDirectories(directory.resolve("inbox"));
        this.outbox = Files.createDirectories(directory.resolve("outbox"));
        this.s3 = LocalS3.start(directory.resolve("s3"), FreePort.preferring(9090));
        s3.createBucket(SandboxSettings.BUCKET);
        this.artemis = LocalArtemis.start(directory.resolve("broker"), FreePort.preferring(61616));
        this.api = StoryApiSimulator.start(SimulatorOptions.watchable().speaking(dialect)
                .withPort(FreePort.preferring(8090)));
        int httpPort = FreePort.preferring(8080);
        this.product = ProductProcess.start(ProductLaunch.in(directory)
                .onPorts(httpPort, FreePort.preferring(9000))
                .with(SandboxSettings.connecting(api, s3))
                .with(SandboxSettings.callingBack(httpPort))
                .with("storyreel.jms.enabled", "true")
                .with("storyreel.jms.url", artemis.url())
                // Beside webhooks a story is seldom asked after; here someone is watching its progress.
                .with("storyreel.track.fallback-poll-interval", "500ms"));
    }

    /** Runs it; the exit code is 0 unless something did not start or, with {@code --once}, the story failed. */
    public static void main(String... args) throws Exception {
        int exitCode;
        try {
            exitCode = run(SandboxArguments.parse(args));
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println(e.getMessage());
            exitCode = 2;
        }
        System.exit(exitCode);
    }

    private static int run(SandboxArguments arguments) throws Exception {
        try (Sandbox sandbox = new Sandbox(arguments.directory(), arguments.dialect())) {
            // The product gets its SIGTERM also when this JVM is the one that was interrupted.
            Runtime.getRuntime().addShutdownHook(new Thread(sandbox.product::close));
            boolean delivered = sandbox.show(arguments.example());
            if (!arguments.once()) {
                sandbox.out.println("\nAll keeps running; Ctrl-C ends it.\n");
                if (System.console() != null) {
                    new LiveView(sandbox.product, sandbox.out).untilItEnds();
                }
                new CountDownLatch(1).await();
            }
            return delivered ? 0 : 1;
        }
    }

    private boolean show(Path example) throws Exception {
        out.println("Starting Storyreel ...");
        product.awaitReady(START_PATIENCE);
        out.println(new Banner(s3, artemis.url(), api.baseUrl().toString(), product, inbox, outbox).text());
        DroppedRequest request = DroppedRequest.drop(example, inbox);
        JsonNode result = new StoryWatch(product, outbox, new ProgressLine(out, System.console() != null))
                .untilResult(request);
        if (!result.path("status").asText().equals("delivered")) {
            JsonNode error = result.path("error");
            out.println("The story " + result.path("status").asText() + ": " + error.path("code").asText() + ", "
                    + error.path("message").asText());
            return false;
        }
        JsonNode video = result.path("video");
        out.println("in the store   " + video.path("uri").asText());
        out.println("to play        " + copy(video, request.requestId()));
        return true;
    }

    private Path copy(JsonNode video, String requestId) throws IOException {
        Path file = Files.createDirectories(directory.resolve("videos")).resolve(requestId + ".mp4");
        Files.deleteIfExists(file);
        s3.client().getObject(request -> request.bucket(video.path("bucket").asText())
                .key(video.path("key").asText()), file);
        return file;
    }

    @Override
    public void close() {
        product.close();
        api.close();
        artemis.close();
        s3.close();
    }
}
