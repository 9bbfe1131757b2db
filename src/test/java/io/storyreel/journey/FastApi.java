package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.sandbox.FreePort;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The service's calls read by the library that the service itself is written with: FastAPI, run by the system's own
 * Python. It shares none of our assumptions.
 */
final class FastApi implements BeforeAllCallback, AfterAllCallback {

    private static final String PYTHON = "/usr/bin/python3";

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final int port = FreePort.any();

    private final String script;

    private final List<String> arguments;

    private Process process;

    /** The calls of the first documentation. */
    FastApi() {
        this("story_service.py");
    }

    /** @param script in {@code src/test/resources/fastapi}, run with a port and then the arguments */
    FastApi(String script, String... arguments) {
        this.script = script;
        this.arguments = List.of(arguments);
    }

    /** Whether it can be run here, for {@code @EnabledIf}. */
    static boolean isInstalled() throws IOException, InterruptedException {
        try {
            Process probe = new ProcessBuilder(PYTHON, "-c", "import fastapi, uvicorn, multipart")
                    .redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start();
            return probe.waitFor(60, TimeUnit.SECONDS) && probe.exitValue() == 0;
        } catch (IOException noPython) {
            return false;
        }
    }

    /** Where the service is, once it is started. */
    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Waits for a call that is like that, and gives what FastAPI made of it. */
    JsonNode call(Predicate<JsonNode> like) {
        return await().atMost(AppFixture.PATIENCE).until(() -> {
            for (JsonNode call : seen()) {
                if (like.test(call)) {
                    return Optional.of(call);
                }
            }
            return Optional.<JsonNode>empty();
        }, Optional::isPresent).orElseThrow();
    }

    /** Waits for a call to that path. */
    JsonNode call(String path) {
        return call(call -> call.path("call").asText().equals(path));
    }

    /** Every call so far, in the order they were read. */
    JsonNode seen() {
        try {
            return new ObjectMapper().readTree(client.send(HttpRequest.newBuilder(URI.create(url() + "/seen")).build(),
                    BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        List<String> command = new ArrayList<>(List.of(PYTHON, "src/test/resources/fastapi/" + script,
                String.valueOf(port)));
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.INHERIT).start();
        await().atMost(AppFixture.PATIENCE).ignoreExceptionsInstanceOf(UncheckedIOException.class).until(() -> {
            assertThat(process.isAlive()).as("FastAPI runs").isTrue();
            return seen().isArray();
        });
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (process != null) {
            process.destroy();
        }
    }
}
