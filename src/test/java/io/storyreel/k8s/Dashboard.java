package io.storyreel.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The dashboard that is deployed. */
public final class Dashboard {

    private final JsonNode json;

    private Dashboard(JsonNode json) {
        this.json = json;
    }

    /** As it is. */
    public static Dashboard deployed() {
        try {
            return new Dashboard(new ObjectMapper().readTree(
                    ManifestFiles.ROOT.resolve("components/observability/storyreel-dashboard.json").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode json() {
        return json;
    }

    /** What its panels ask Prometheus, over all namespaces. */
    public List<String> queries() {
        List<String> queries = new ArrayList<>();
        json.path("panels").forEach(panel -> panel.path("targets").forEach(target -> queries.add(
                target.path("expr").asText().replace("$namespace", ".*"))));
        return queries;
    }
}
