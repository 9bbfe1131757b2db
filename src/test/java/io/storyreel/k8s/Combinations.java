package io.storyreel.k8s;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Overlays as k8s/README.md lets people make them: each pair of components that go together, in the page's order. */
final class Combinations {

    private static final Path FOLDER = Path.of("target/overlays");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| .* \\| (.*) \\|$");

    private Combinations() {
    }

    /** A component, and what the page says of those beside it. */
    record Component(String name, String rule) {

        boolean isQueue() {
            return name.startsWith("queue-");
        }

        boolean goesWith(Component other) {
            return !rule.contains("not with `" + other.name + "`") && !(isQueue() && other.isQueue());
        }

        boolean isForCamelKAlone() {
            return rule.startsWith("Camel K only");
        }
    }

    /** The page's table of components, in its order. */
    static List<Component> components() throws IOException {
        String page = Files.readString(ManifestFiles.ROOT.resolve("README.md"));
        String section = page.substring(page.indexOf("\n## Components\n"), page.indexOf("\n## Settings and secrets\n"));
        return ROW.matcher(section).results().map(row -> new Component(row.group(1), row.group(2))).toList();
    }

    /** The folders of all of them, written anew. */
    static List<Path> written() throws IOException {
        List<Path> overlays = new ArrayList<>();
        for (String way : List.of("deployment", "camel-k")) {
            List<Component> components = components().stream()
                    .filter(component -> way.equals("camel-k") || !component.isForCamelKAlone())
                    .filter(component -> !component.name().equals("scale-integration")).toList();
            for (int first = 0; first < components.size(); first++) {
                for (Component second : components.subList(first + 1, components.size())) {
                    if (components.get(first).goesWith(second)) {
                        overlays.add(write(way, List.of(components.get(first), second)));
                    }
                }
            }
        }
        return overlays;
    }

    private static Path write(String way, List<Component> pair) throws IOException {
        StringBuilder name = new StringBuilder(way);
        StringBuilder text = new StringBuilder("""
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                namespace: storyreel
                resources:
                  - ../../../k8s/%s
                components:
                """.formatted(way));
        for (Component component : pair) {
            name.append('-').append(component.name());
            text.append("  - ../../../k8s/components/").append(component.name()).append('\n');
            if (component.isQueue() && way.equals("camel-k")) {
                text.append("  - ../../../k8s/components/scale-integration\n");
            }
        }
        Path folder = Files.createDirectories(FOLDER.resolve(name.toString()));
        Files.writeString(folder.resolve("kustomization.yaml"), text);
        return folder;
    }
}
