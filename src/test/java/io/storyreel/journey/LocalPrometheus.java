package io.storyreel.journey;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.sandbox.FreePort;
import io.storyreel.sandbox.ProductProcess;

/** The Prometheus that is installed on this machine, looking at a Storyreel twice a second. */
final class LocalPrometheus implements AutoCloseable {

    static final String MISSING = "there is no prometheus on the PATH (Debian: apt-get install prometheus), so no alert"
            + " and no query of the dashboard is evaluated";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();

    private final Path folder;

    private final int port;

    private final Process process;

    private LocalPrometheus(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    static boolean isThere() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "prometheus")));
    }

    /** Scrapes these, and evaluates the rules. */
    static LocalPrometheus watching(String rules, ProductProcess... products) throws IOException {
        Path folder = Files.createTempDirectory("storyreel-prometheus");
        Files.writeString(folder.resolve("rules.yaml"), rules);
        StringBuilder targets = new StringBuilder();
        for (ProductProcess product : products) {
            targets.append(targets.length() == 0 ? "" : ", ").append("'127.0.0.1:")
                    .append(product.managementUrl().getPort()).append('\'');
        }
        // As the Prometheus operator does, it gives each series its namespace.
        Files.writeString(folder.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 500ms
                  scrape_timeout: 500ms
                  evaluation_interval: 500ms
                rule_files: [rules.yaml]
                scrape_configs:
                  - job_name: storyreel
                    metrics_path: /q/metrics
                    static_configs:
                      - targets: [%s]
                        labels: {namespace: storyreel}
                """.formatted(targets));
        int port = FreePort.any();
        Process process = new ProcessBuilder("prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=data",
                "--web.listen-address=127.0.0.1:" + port, "--log.level=warn").directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        LocalPrometheus prometheus = new LocalPrometheus(folder, port, process);
        await("Prometheus").atMost(AppFixture.PATIENCE).ignoreExceptions().until(() -> prometheus.query("up == 1")
                .size() == products.length);
        return prometheus;
    }

    /** The samples that a query gives now. */
    JsonNode query(String query) {
        JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError(query + ": " + answer);
        }
        return answer.at("/data/result");
    }

    /** The alerts that fire now. */
    Set<String> firing() {
        Set<String> names = new TreeSet<>();
        query("ALERTS{alertstate=\"firing\"}").forEach(alert -> names.add(alert.at("/metric/alertname").asText()));
        return names;
    }

    private JsonNode get(String path) {
        try {
            return JSON.readTree(http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try (Stream<Path> all = Files.walk(folder)) {
            process.waitFor();
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
