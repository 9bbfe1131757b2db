package io.storyreel.terminal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.eclipse.microprofile.config.Config;

/** The Storyreel that runs, asked by its HTTP interface. */
final class RunningInstance {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE).build();

    private final URI address;

    private final Optional<String> token;

    /** @param url where it is, or null for the one that runs here with the same settings */
    RunningInstance(Config config, String url) {
        this.address = URI.create(url == null ? "http://" + host(config) + ":"
                + config.getOptionalValue("quarkus.http.port", Integer.class).orElse(8080) + "/"
                : url.replaceAll("/*$", "/"));
        this.token = config.getOptionalValue("storyreel.ui.token", String.class);
    }

    private static String host(Config config) {
        String host = config.getOptionalValue("quarkus.http.host", String.class).orElse("127.0.0.1");
        return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
    }

    /**
     * The answer to a GET; empty for a 404.
     *
     * @throws Unanswered in words for whoever asked
     */
    Optional<JsonNode> ask(String path) throws Unanswered {
        HttpRequest.Builder question = HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE)
                .header("Accept", "application/json");
        token.ifPresent(one -> question.header("Authorization", "Bearer " + one));
        try {
            HttpResponse<String> answer = client.send(question.build(), BodyHandlers.ofString());
            return switch (answer.statusCode()) {
                case 200 -> Optional.of(JSON.readTree(answer.body()));
                case 404 -> Optional.empty();
                case 401, 403 -> throw new Unanswered(address + " does not let us look (" + answer.statusCode()
                        + "): set storyreel.ui.token as it is set there, for example as STORYREEL_UI_TOKEN");
                default -> throw new Unanswered(address + " answered " + answer.statusCode());
            };
        } catch (ConnectException e) {
            throw new Unanswered("no Storyreel answers at " + address + ": is it running, and is quarkus.http.port the "
                    + "same here? Another one is named by --url");
        } catch (JsonProcessingException e) {
            throw new Unanswered("what answers at " + address + " is no Storyreel");
        } catch (IOException e) {
            throw new Unanswered(address + " could not be asked: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered("interrupted");
        }
    }

    /** There is no answer, and this is why. */
    static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1L;

        Unanswered(String message) {
            super(message, null, false, false);
        }
    }
}
