package io.storyreel.journey.operate;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.storyreel.journey.fixture.LaunchEnvironment;
import io.storyreel.sandbox.ProductLaunch;

/**
 * A container as Camel K's operator makes it of the Integration in {@code k8s/camel-k}, for the runtime provider
 * plain-quarkus: the mounts, {@code /etc/camel}, the environment, the working directory. It is a folder, and each path
 * of the container has that folder before it, since a test may not write to {@code /etc}. The ledger is the one of the
 * component {@code single-replica}.
 */
final class CamelKPod implements LaunchEnvironment {

    private static final YAMLMapper YAML = new YAMLMapper();

    private static final JsonNode SPEC = read(Path.of("k8s/camel-k/integration.yaml")).path("spec");

    private static final Path APP = Path.of(System.getProperty("storyreel.app", "target/quarkus-app/quarkus-run.jar"))
            .toAbsolutePath().getParent();

    private final boolean isKit;

    private final Map<String, String> sources;

    private final Map<String, String> clusterRoutes;

    private CamelKPod(boolean isKit, Map<String, String> sources, Map<String, String> clusterRoutes) {
        this.isKit = isKit;
        this.sources = sources;
        this.clusterRoutes = clusterRoutes;
    }

    /** The image of {@code Containerfile}: the operator lets it start as it does. */
    static CamelKPod ofTheImage() {
        return new CamelKPod(false, Map.of(), Map.of());
    }

    /** As an image that the operator built: it starts the application's class by a class path of folders. */
    static CamelKPod byClassPath() {
        return new CamelKPod(true, Map.of(), Map.of());
    }

    /** With these sources by name: the operator tells Camel to read routes from them. */
    CamelKPod withSources(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(sources);
        all.putAll(more);
        return new CamelKPod(isKit, all, clusterRoutes);
    }

    /** With these files as the config map of the component {@code cluster-routes}, mounted and read as it says. */
    CamelKPod withClusterRoutes(Map<String, String> files) {
        return new CamelKPod(isKit, sources, files);
    }

    /** The files of {@code routes/} by name. */
    static Map<String, String> routes() throws IOException {
        Map<String, String> routes = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("routes"), "*.camel.yaml")) {
            for (Path file : files) {
                routes.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return routes;
    }

    @Override
    public Path exchange(Path directory) {
        return directory.resolveSibling("var/storyreel/exchange");
    }

    @Override
    public ProductLaunch settle(ProductLaunch launch) throws IOException {
        Path root = launch.directory().toAbsolutePath();
        Map<String, String> secret = new TreeMap<>();
        Map<String, String> settings = new TreeMap<>(configMap());
        if (!clusterRoutes.isEmpty()) {
            settings.putAll(literals("cluster-routes"));
            String mounted = read(Path.of("k8s/components/cluster-routes/integration.yaml")).at("/0/value/0").asText();
            mount(Path.of(root + mounted.split("@")[1]), clusterRoutes, root);
        }
        launch.settings().forEach((name, value) -> (name.endsWith("key") ? secret : settings).put(name, value));
        mountConfigs(root, settings, secret);
        mountVolumes(root);
        Path deployments = Files.createDirectories(root.resolve("deployments"));
        Map<String, String> environment = new LinkedHashMap<>(operatorVariables(root));
        environment.putAll(serviceLinks());
        ProductLaunch moved = launch.movedTo(deployments, environment);
        return isKit ? byClassPath(moved, root) : byEntryPoint(moved);
    }

    /** What the base and the component single-replica put into it. */
    private static Map<String, String> configMap() throws IOException {
        Properties base = new Properties();
        try (Reader text = Files.newBufferedReader(Path.of("k8s/base/storyreel.properties"))) {
            base.load(text);
        }
        Map<String, String> settings = new TreeMap<>();
        base.forEach((name, value) -> settings.put(name.toString(), value.toString()));
        settings.putAll(literals("single-replica"));
        return settings;
    }

    /** What a component puts into the config map of settings. */
    private static Map<String, String> literals(String component) {
        Map<String, String> settings = new TreeMap<>();
        for (JsonNode map : read(Path.of("k8s/components", component, "kustomization.yaml"))
                .path("configMapGenerator")) {
            map.path("literals").forEach(
                    literal -> settings.put(literal.asText().split("=", 2)[0], literal.asText().split("=", 2)[1]));
        }
        return settings;
    }

    private void mountConfigs(Path root, Map<String, String> settings, Map<String, String> secret) throws IOException {
        List<String> locations = new ArrayList<>();
        for (JsonNode config : SPEC.at("/traits/mount/configs")) {
            boolean isSecret = config.asText().startsWith("secret:");
            Path folder = root.resolve("etc/camel/conf.d").resolve(isSecret ? "_secrets" : "_configmaps")
                    .resolve(config.asText().replaceFirst("^\\w+:", ""));
            mount(folder, isSecret ? secret : settings, root);
            locations.add(folder.toString());
        }
        Map<String, String> properties = new TreeMap<>();
        properties.put("camel.main.cloud-properties-location", String.join(",", locations));
        if (!sources.isEmpty()) {
            // Each is mounted as a file of its own, so there are no links among them.
            Path folder = Files.createDirectories(root.resolve("etc/camel/sources"));
            for (Map.Entry<String, String> source : sources.entrySet()) {
                Files.writeString(folder.resolve(source.getKey()), source.getValue());
            }
            properties.put("camel.main.source-location-enabled", "true");
            properties.put("camel.main.routes-include-pattern", "file:" + folder + "/**");
        }
        StringBuilder lines = new StringBuilder();
        properties.forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));
        Files.writeString(root.resolve("etc/camel/application.properties"), lines);
    }

    /** As the kubelet does: the files in a folder named by a date, {@code ..data} and each key linked to it. */
    private static void mount(Path folder, Map<String, String> content, Path root) throws IOException {
        Path data = Files.createDirectories(folder.resolve("..2026_11_25_14_00_00.1"));
        Files.createSymbolicLink(folder.resolve("..data"), data.getFileName());
        for (Map.Entry<String, String> key : content.entrySet()) {
            Files.writeString(data.resolve(key.getKey()), inside(root, key.getValue()));
            Files.createSymbolicLink(folder.resolve(key.getKey()), Path.of("..data", key.getKey()));
        }
    }

    private static void mountVolumes(Path root) throws IOException {
        List<String> volumes = new ArrayList<>();
        SPEC.at("/traits/mount/volumes").forEach(volume -> volumes.add(volume.asText()));
        SPEC.at("/traits/mount/emptyDirs").forEach(volume -> volumes.add(volume.asText()));
        volumes.add("storyreel-data:/var/storyreel/data");
        for (String volume : volumes) {
            Files.createDirectories(Path.of(root + volume.split(":")[1]));
        }
    }

    private Map<String, String> operatorVariables(Path root) {
        Path conf = root.resolve("etc/camel");
        return Map.of("CAMEL_K_DIGEST", "v0",
                "CAMEL_K_CONF", conf.resolve("application.properties").toString(),
                "CAMEL_K_CONF_D", conf.resolve("conf.d").toString(),
                "CAMEL_K_VERSION", "2.10.1",
                "CAMEL_K_OPERATOR_ID", "camel-k",
                "CAMEL_K_INTEGRATION", "storyreel",
                "CAMEL_K_RUNTIME_VERSION", SPEC.at("/traits/camel/runtimeVersion").asText(),
                "CAMEL_K_MOUNT_PATH_CONFIGMAPS", conf.resolve("conf.d/_configmaps").toString(),
                "CAMEL_K_MOUNT_PATH_SECRETS", conf.resolve("conf.d/_secrets").toString(),
                // The second is not there where the camel trait has no properties.
                "QUARKUS_CONFIG_LOCATIONS", conf.resolve("application.properties") + ","
                        + conf.resolve("conf.d/user.properties"));
    }

    /** What Kubernetes tells every pod of a service with our name, where nobody forbids it. */
    private static Map<String, String> serviceLinks() {
        return Map.of("STORYREEL_SERVICE_HOST", "10.0.0.7", "STORYREEL_SERVICE_PORT", "80",
                "STORYREEL_SERVICE_PORT_HTTP", "80", "STORYREEL_PORT", "tcp://10.0.0.7:80",
                "STORYREEL_PORT_80_TCP", "tcp://10.0.0.7:80", "STORYREEL_PORT_80_TCP_PROTO", "tcp",
                "STORYREEL_PORT_80_TCP_PORT", "80", "STORYREEL_PORT_80_TCP_ADDR", "10.0.0.7");
    }

    /** The copies and the start that Containerfile tells. */
    private static ProductLaunch byEntryPoint(ProductLaunch launch) throws IOException {
        List<String> entryPoint = List.of();
        for (String line : Files.readAllLines(Path.of("Containerfile"))) {
            if (line.startsWith("COPY target/quarkus-app/")) {
                Path copied = Path.of(line.split(" ")[1]).getFileName();
                Files.createSymbolicLink(launch.directory().resolve(line.split(" ")[2]), APP.resolve(copied));
            } else if (line.startsWith("ENTRYPOINT ")) {
                entryPoint = List.of(new ObjectMapper().readValue(line.substring(11), String[].class));
            }
        }
        int jar = entryPoint.indexOf("-jar");
        return launch.withJvmArgs(entryPoint.subList(1, jar).toArray(String[]::new))
                .ofProgram(entryPoint.subList(jar, entryPoint.size()));
    }

    /** The class path of folders that the operator makes for what it built itself; quarkus/ is not in it since 2.10. */
    private static ProductLaunch byClassPath(ProductLaunch launch, Path root) throws IOException {
        Files.createSymbolicLink(launch.directory().resolve("dependencies"), APP);
        List<String> classPath = List.of("./resources", root + "/etc/camel/conf.d/_configmaps/storyreel-config",
                root + "/etc/camel/resources", root + "/etc/camel/resources.d/_configmaps",
                root + "/etc/camel/resources.d/_secrets", "dependencies/*", "dependencies/app/*",
                "dependencies/lib/boot/*", "dependencies/lib/main/*");
        return launch.ofProgram(List.of("-cp", String.join(File.pathSeparator, classPath),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
    }

    private static String inside(Path root, String value) {
        return value.replace("/var/storyreel", root + "/var/storyreel")
                .replace("/etc/storyreel", root + "/etc/storyreel");
    }

    private static JsonNode read(Path yaml) {
        try {
            return YAML.readTree(Files.readString(yaml));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
