package io.storyreel.sandbox.bench.bed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import io.storyreel.sandbox.LocalS3;
import io.storyreel.sandbox.SandboxSettings;

/** The relay as a process of Node, which others may find easier to believe; the program {@code node} must be there. */
final class NodeRelay implements Relay {

    private static final Path SCRIPT = Path.of("src/sandbox/node/relay.mjs");

    private final Process process;

    private final Writer orders;

    private final BufferedReader answers;

    private NodeRelay(Process process) {
        this.process = process;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static NodeRelay start(URI service, LocalS3 s3) {
        ProcessBuilder builder = new ProcessBuilder("node", SCRIPT.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(Map.of("SERVICE", service.toString(), "STORE", s3.endpoint().toString(),
                "BUCKET", SandboxSettings.BUCKET, "REGION", LocalS3.REGION, "API_KEY", BenchHost.API_KEY,
                "ACCESS_KEY", s3.accessKey(), "SECRET_KEY", s3.secretKey()));
        try {
            return new NodeRelay(builder.start());
        } catch (IOException e) {
            throw new IllegalStateException("--relay node needs the program node: " + e.getMessage(), e);
        }
    }

    @Override
    public void begin(List<String> names) {
        try {
            orders.write(names.stream().collect(Collectors.joining("\",\"", "{\"names\":[\"", "\"]}\n")));
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void await(Duration patience) {
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::answer);
        try {
            String said = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!"done".equals(said)) {
                throw new IllegalStateException("The relay broke off: " + said);
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException("The relay was not done within " + patience, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The relay broke off: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public double cpuMillis() {
        return ProcessFigures.of(process.pid()).cpuMillis();
    }

    @Override
    public boolean isWithin() {
        return false;
    }

    @Override
    public void close() {
        process.destroy();
    }

    private String answer() {
        try {
            return answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
