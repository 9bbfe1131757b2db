package io.storyreel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The packaged product as a process of its own, run as its users run it. It can be killed and started again in the same
 * folder, with the same settings and ports.
 *
 * <pre>{@code
 * try (ProductProcess product = ProductProcess.start(ProductLaunch.in(folder).with(settings))) {
 *     product.awaitReady(Duration.ofSeconds(60));
 *     product.kill();
 *     product.restart();
 * }
 * }</pre>
 */
public final class ProductProcess implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(35);

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2)).build();

    private final ProductLaunch launch;

    private Process process;

    private ProductProcess(ProductLaunch launch) {
        this.launch = launch;
        this.process = launch.run();
    }

    /** Starts the product; it is not ready yet when this returns. */
    public static ProductProcess start(ProductLaunch launch) {
        return new ProductProcess(launch);
    }

    /**
     * Waits until the product says that it is ready.
     *
     * @throws IllegalStateException when it ends before, or the time is over, with the last lines of its log
     */
    public ProductProcess awaitReady(Duration patience) {
        Instant deadline = Instant.now().plus(patience);
        while (!isReady()) {
            if (!process.isAlive()) {
                throw new IllegalStateException("Storyreel ended with exit code " + process.exitValue()
                        + " before it was ready:\n" + logTail(20));
            }
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("Storyreel was not ready within " + patience + ":\n" + logTail(20));
            }
            endsWithin(Duration.ofMillis(100));
        }
        return this;
    }

    /** Whether the readiness check answers 200 at this moment. */
    public boolean isReady() {
        try {
            return get(managementUrl().resolve("/q/health/ready")).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What the product tells of one story; empty for an unknown one, and while it does not answer. */
    public Optional<JsonNode> story(String requestId) {
        try {
            HttpResponse<String> answer = get(url().resolve("/api/stories/" + requestId));
            return answer.statusCode() == 200 ? Optional.of(JSON.readTree(answer.body())) : Optional.empty();
        } catch (IOException notThisTime) {
            return Optional.empty();
        }
    }

    /** The answer to a GET of any of its addresses. */
    public HttpResponse<String> get(URI address) throws IOException {
        return send(HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build());
    }

    /** Any other request to it. */
    public HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As {@code kill -9}: at once, with no chance to tidy up. Returns when the process is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(STOP_PATIENCE);
    }

    /** As {@code SIGTERM}; gives the exit code. The JVM's own is 143 where the product does not set one. */
    public int stop() {
        return stop(STOP_PATIENCE);
    }

    /** The same where the grace for paid calls is another than usual. */
    public int stop(Duration patience) {
        process.destroy();
        return awaitExit(patience);
    }

    /** Waits for the process to end by itself and gives its exit code. */
    public int awaitExit(Duration patience) {
        if (!endsWithin(patience)) {
            throw new IllegalStateException("Storyreel still runs after " + patience + ":\n" + logTail(20));
        }
        return process.exitValue();
    }

    /** Starts it again, same folder, settings and ports; its log goes on where it ended. */
    public ProductProcess restart() {
        return restart(Map.of());
    }

    /** The same with these settings instead of what they were, until it is started once more. */
    public ProductProcess restart(Map<String, String> changed) {
        if (process.isAlive()) {
            throw new IllegalStateException("Storyreel still runs; kill or stop it first");
        }
        process = launch.with(changed).run();
        return this;
    }

    /** Whether the process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The process's id, to send it other signals. */
    public long pid() {
        return process.pid();
    }

    /** Where webhooks, the status page and the API of stories are. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + launch.httpPort());
    }

    /** Where health and metrics are. */
    public URI managementUrl() {
        return URI.create("http://127.0.0.1:" + launch.managementPort());
    }

    /** The folder it runs in. */
    public Path directory() {
        return launch.directory();
    }

    /** All it has said, over all its starts. */
    public String log() {
        try {
            return Files.readString(launch.logFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines it has said. */
    public String logTail(int lines) {
        List<String> all = log().lines().toList();
        return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    /** Stops it if it still runs, in good order if it can. */
    @Override
    public void close() {
        process.destroy();
        if (!endsWithin(STOP_PATIENCE)) {
            process.destroyForcibly();
        }
    }

    private boolean endsWithin(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
