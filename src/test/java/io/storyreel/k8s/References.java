package io.storyreel.k8s;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** The other objects that a workload names, as in {@code ConfigMap storyreel-config}. */
record References(Manifest workload) {

    List<String> all() {
        List<String> named = new ArrayList<>();
        if (workload.kind().equals("Integration")) {
            addTraits(named);
        } else {
            addPod(named);
        }
        return named;
    }

    private void addPod(List<String> named) {
        JsonNode pod = workload.at("/spec/template/spec");
        named.add("ServiceAccount " + pod.path("serviceAccountName").asText());
        for (JsonNode volume : pod.path("volumes")) {
            add(named, "ConfigMap", volume.at("/configMap/name"));
            add(named, "Secret", volume.at("/secret/secretName"));
            add(named, "PersistentVolumeClaim", volume.at("/persistentVolumeClaim/claimName"));
        }
        pod.at("/containers/0/env")
                .forEach(variable -> add(named, "Secret", variable.at("/valueFrom/secretKeyRef/name")));
    }

    private void addTraits(List<String> named) {
        named.add("ServiceAccount " + workload.at("/spec/serviceAccountName").asText());
        workload.at("/spec/traits/mount/configs").forEach(config -> addTyped(named, config.asText()));
        workload.at("/spec/traits/mount/volumes")
                .forEach(volume -> named.add("PersistentVolumeClaim " + volume.asText().split(":")[0]));
        workload.at("/spec/traits/environment/vars")
                .forEach(variable -> addTyped(named, variable.asText().replaceFirst("^\\w+=", "")));
        workload.at("/spec/traits/mount/resources").forEach(resource -> addTyped(named, resource.asText()));
        workload.at("/spec/sources").forEach(source -> add(named, "ConfigMap", source.path("contentRef")));
    }

    /** As in {@code secret:name/key@/a/path}. */
    private static void addTyped(List<String> named, String reference) {
        String name = reference.replaceFirst("^\\w+:", "").replaceFirst("[/@].*", "");
        if (reference.startsWith("configmap:")) {
            named.add("ConfigMap " + name);
        } else if (reference.startsWith("secret:")) {
            named.add("Secret " + name);
        }
    }

    private static void add(List<String> named, String kind, JsonNode name) {
        if (name.isTextual()) {
            named.add(kind + " " + name.asText());
        }
    }
}
