package io.storyreel.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** What the pages tell people to do in a cluster ends with the replicas running, and holds for the manifests. */
class ClusterPagesTest {

    private static final Path UPGRADING = Path.of("docs/upgrading.md");

    private static final Path CLUSTER = ManifestFiles.ROOT.resolve("README.md");

    /** A command with what it is about; the word alone is no command. */
    private static final Pattern COMMAND = Pattern.compile("(?:^|`)\\s*(kubectl [^`\\n]+ [^`\\n]+)", Pattern.MULTILINE);

    /** Its namespace is in the kustomization, or is what it makes. */
    private static final Pattern NAMESPACE_ELSEWHERE = Pattern.compile("kubectl (apply -k|create namespace).*");

    private static final Pattern CONNECTIONS = Pattern.compile("(\\d+)\\s+for\\s+`([a-z-]+)`|"
            + "(\\d+) with a `queue-` component");

    @Test
    void eachCommandNamesItsNamespace() throws IOException {
        List<String> commands = new ArrayList<>();
        for (Path page : pages()) {
            COMMAND.matcher(Files.readString(page)).results().map(found -> found.group(1)).forEach(commands::add);
        }

        assertThat(commands).hasSizeGreaterThan(10)
                .filteredOn(command -> !NAMESPACE_ELSEWHERE.matcher(command).matches())
                .allSatisfy(command -> assertThat(command).contains(" -n "));
    }

    /** Where an autoscaler has their number no manifest names it: an apply leaves 0, and a pause, as they are. */
    @Test
    void whatIsScaledToNothingIsScaledUpAgainOnceTheNewVersionIsThere() throws IOException {
        String page = Files.readString(UPGRADING);

        int stopped = page.indexOf("scale deployment storyreel --replicas=0\n");
        int applied = page.indexOf("kubectl apply -k k8s/overlays/mine\n", stopped);
        assertThat(stopped).isPositive().isLessThan(applied);
        assertThat(page.indexOf("scale deployment storyreel --replicas=" + fewest() + "\n")).isGreaterThan(applied);
        int paused = page.indexOf("annotate scaledobject storyreel autoscaling.keda.sh/paused-replicas=0");
        assertThat(paused).isPositive();
        assertThat(page.indexOf("annotate scaledobject storyreel autoscaling.keda.sh/paused-replicas- "))
                .isGreaterThan(paused);
        assertThat(Files.readString(CLUSTER)).contains("../docs/upgrading.md#several-replicas-postgresql");
    }

    /** In a rollout every old replica may still hold its pool while every new one has its own. */
    @Test
    void theConnectionsThatThePageNamesAreThoseOfARollout() throws IOException {
        Properties packaged = new Properties();
        try (Reader text = Files.newBufferedReader(Path.of("application.properties"))) {
            packaged.load(text);
        }
        int pool = Integer.parseInt(packaged.getProperty("quarkus.datasource.pg.jdbc.max-size"));
        List<MatchResult> named = CONNECTIONS.matcher(Files.readString(CLUSTER)).results().toList();

        assertThat(named).extracting(found -> found.group(2) == null ? found.group(3) + " queue-"
                : found.group(1) + " " + found.group(2)).containsExactlyInAnyOrder(
                2 * pool * ManifestFiles.read("camel-k/integration.yaml").at("/spec/replicas").asInt() + " camel-k",
                2 * pool * ManifestFiles.read("deployment/horizontal-pod-autoscaler.yaml").at("/spec/maxReplicas")
                        .asInt() + " deployment",
                2 * pool * mostByQueue() + " queue-");
    }

    @Test
    void theSecretThatThePageMakesHasWhatKedaReads() throws IOException {
        String page = Files.readString(CLUSTER);
        List<String> keys = ManifestFiles.read("components/queue-artemis/trigger-authentication.yaml")
                .at("/spec/secretTargetRef").findValuesAsText("key");

        assertThat(keys).isNotEmpty().allSatisfy(key -> assertThat(page).contains("--from-literal=" + key + "="));
    }

    private static int fewest() {
        return ManifestFiles.read("deployment/horizontal-pod-autoscaler.yaml").at("/spec/minReplicas").asInt();
    }

    private static int mostByQueue() {
        return Stream.of("artemis", "kafka", "sqs")
                .mapToInt(queue -> ManifestFiles.read("components/queue-" + queue + "/scaled-object.yaml")
                        .at("/spec/maxReplicaCount").asInt()).max().orElseThrow();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(Stream.of(CLUSTER, Path.of("README.md")),
                    docs.filter(file -> file.toString().endsWith(".md"))).toList();
        }
    }
}
