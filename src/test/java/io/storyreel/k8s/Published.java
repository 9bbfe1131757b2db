package io.storyreel.k8s;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A path that somebody outside of the cluster reaches.
 *
 * @param path all below it too
 * @param service who gets it, as in {@code Service storyreel}
 */
record Published(String path, String service) {

    /** What an object publishes, whichever kind it is of. */
    static List<Published> by(Manifest object) {
        return switch (object.kind()) {
            case "Ingress" -> byIngress(object.at("/spec/rules"));
            case "HTTPRoute" -> byHttpRoute(object.at("/spec/rules"));
            case "Route" -> List.of(new Published(object.at("/spec/path").asText("/"),
                    "Service " + object.at("/spec/to/name").asText()));
            case "Integration" -> byTrait(object, object.at("/spec/traits/ingress"));
            default -> List.of();
        };
    }

    private static List<Published> byIngress(JsonNode rules) {
        List<Published> published = new ArrayList<>();
        rules.forEach(rule -> rule.at("/http/paths").forEach(path -> published.add(new Published(
                path.path("path").asText(), "Service " + path.at("/backend/service/name").asText()))));
        return published;
    }

    private static List<Published> byHttpRoute(JsonNode rules) {
        List<Published> published = new ArrayList<>();
        rules.forEach(rule -> rule.path("matches").forEach(match -> published.add(new Published(
                match.at("/path/value").asText("/"), "Service " + rule.at("/backendRefs/0/name").asText()))));
        return published;
    }

    /** The operator makes the service too. Where the trait is not turned off it publishes. */
    private static List<Published> byTrait(Manifest integration, JsonNode ingress) {
        if (!ingress.path("enabled").asBoolean(true)) {
            return List.of();
        }
        List<Published> published = new ArrayList<>();
        ingress.path("paths").forEach(
                path -> published.add(new Published(path.asText(), "Service " + integration.name())));
        return published.isEmpty() ? List.of(new Published("/", "Service " + integration.name())) : published;
    }
}
