package io.storyreel.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** The alerts that are deployed, as Prometheus reads them. */
public final class AlertRules {

    private static final YAMLMapper YAML = new YAMLMapper();

    private final JsonNode spec;

    private AlertRules(JsonNode spec) {
        this.spec = spec;
    }

    /** As they are. */
    public static AlertRules deployed() {
        return new AlertRules(ManifestFiles.read("components/observability/alerts.yaml").at("/spec"));
    }

    /** The same that fire at once, with other bounds in place of those that need hours, or much, to be reached. */
    public AlertRules atOnce(Map<String, String> bounds) {
        JsonNode quick = spec.deepCopy();
        quick.findParents("alert").forEach(alert -> {
            ObjectNode rule = (ObjectNode) alert;
            rule.remove("for");
            String expression = rule.path("expr").asText();
            for (Map.Entry<String, String> bound : bounds.entrySet()) {
                expression = expression.replace(bound.getKey(), bound.getValue());
            }
            rule.put("expr", expression);
        });
        return new AlertRules(quick);
    }

    /** A file of rules. */
    public String text() {
        try {
            return YAML.writeValueAsString(spec);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each of them. */
    List<JsonNode> all() {
        return spec.findParents("alert");
    }

    /** Their names. */
    public List<String> names() {
        return StreamSupport.stream(all().spliterator(), false).map(alert -> alert.path("alert").asText()).toList();
    }
}
