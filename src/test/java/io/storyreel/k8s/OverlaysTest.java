package io.storyreel.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each overlay builds, and what comes out holds together. */
@EnabledIf(value = "io.storyreel.k8s.Kustomize#isThere", disabledReason = Kustomize.MISSING)
class OverlaysTest {

    private static final Set<String> WORKLOADS = Set.of("Deployment", "Integration");

    private static final Map<Path, List<Manifest>> BUILT = new HashMap<>();

    static List<Path> overlays() {
        return ManifestFiles.overlays();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void noObjectHasAnUnknownFieldOrAWrongType(Path overlay) throws Exception {
        assertThat(built(overlay))
                .allSatisfy(object -> assertThat(Kinds.problemsOf(object)).as(object.toString()).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void severalReplicasShareAPostgresql(Path overlay) throws Exception {
        List<Manifest> objects = built(overlay);
        int replicas = workload(objects).at("/spec/replicas").asInt();
        String ledger = settings(objects).path("storyreel.db.kind").asText();

        assertThat(ledger).isEqualTo(replicas > 1 ? "postgresql" : "h2");
        assertThat(settings(objects).path("storyreel.db.url").asText()).startsWith("jdbc:" + ledger + ":");
        assertThat(objects).filteredOn(object -> replicas == 1).extracting(Manifest::kind)
                .doesNotContain("HorizontalPodAutoscaler", "ScaledObject", "PodDisruptionBudget");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void oneAutoscalerAtMostScalesTheWorkloadThatIsThere(Path overlay) throws Exception {
        List<Manifest> objects = built(overlay);
        List<JsonNode> targets = objects.stream()
                .filter(object -> Set.of("HorizontalPodAutoscaler", "ScaledObject").contains(object.kind()))
                .map(object -> object.at("/spec/scaleTargetRef")).toList();

        assertThat(targets).hasSizeLessThan(2).allSatisfy(target -> {
            assertThat(target.path("apiVersion").asText() + " " + target.path("kind").asText())
                    .isEqualTo(workload(objects).type());
            assertThat(target.path("name").asText()).isEqualTo(workload(objects).name());
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void scalingDownLetsOneReplicaEndBeforeTheNextBegins(Path overlay) throws Exception {
        List<Manifest> objects = built(overlay);
        int grace = workload(objects).at("/spec/template/spec/terminationGracePeriodSeconds").asInt();

        for (Manifest object : objects) {
            JsonNode behavior = switch (object.kind()) {
                case "HorizontalPodAutoscaler" -> object.at("/spec/behavior/scaleDown");
                case "ScaledObject" -> object.at("/spec/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown");
                default -> null;
            };
            if (behavior != null) {
                assertThat(behavior.path("policies")).as(object.toString()).hasSize(1);
                JsonNode policy = behavior.at("/policies/0");
                assertThat(policy.path("type").asText()).isEqualTo("Pods");
                assertThat(policy.path("value").asInt()).isEqualTo(1);
                // What the API takes is at most 1,800.
                assertThat(policy.path("periodSeconds").asInt()).isBetween(grace, 1_800);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void whatTheWorkloadNamesIsThere(Path overlay) throws Exception {
        List<Manifest> objects = built(overlay);
        Set<String> there = objects.stream().map(Manifest::toString).collect(Collectors.toSet());
        // Made by hand, and by whoever has the certificate.
        there.addAll(Set.of("Secret storyreel-secrets", "Secret storyreel-tls"));

        assertThat(there).containsAll(new References(workload(objects)).all());
        objects.stream().filter(object -> object.kind().equals("Ingress"))
                .forEach(ingress -> assertThat(there).contains(
                        "Service " + ingress.at("/spec/rules/0/http/paths/0/backend/service/name").asText()));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void whatSelectsPodsSelectsTheWorkloads(Path overlay) throws Exception {
        List<Manifest> objects = built(overlay);
        JsonNode label = workload(objects).at("/metadata/labels/app.kubernetes.io~1name");

        assertThat(label.asText()).isEqualTo("storyreel");
        assertThat(objects).flatExtracting(OverlaysTest::selectors).isNotEmpty().allSatisfy(selector -> assertThat(
                selector.path("app.kubernetes.io/name")).isEqualTo(label));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void onlyTheWebhookIsPublished(Path overlay) throws Exception {
        List<Manifest> objects = built(overlay);
        Manifest workload = workload(objects);
        List<String> published = workload.kind().equals("Integration")
                ? texts(workload.at("/spec/traits/ingress/paths"))
                : objects.stream().filter(object -> object.kind().equals("Ingress"))
                        .flatMap(ingress -> texts(ingress.at("/spec/rules/0/http/paths"), "path").stream()).toList();

        assertThat(published).containsExactly("/webhooks");
    }

    private static List<Manifest> built(Path overlay) throws Exception {
        if (!BUILT.containsKey(overlay)) {
            BUILT.put(overlay, Kustomize.build(overlay));
        }
        return BUILT.get(overlay);
    }

    private static Manifest workload(List<Manifest> objects) {
        List<Manifest> workloads = objects.stream().filter(object -> WORKLOADS.contains(object.kind())).toList();
        assertThat(workloads).hasSize(1);
        return workloads.get(0);
    }

    private static JsonNode settings(List<Manifest> objects) {
        return objects.stream().filter(object -> object.toString().startsWith("ConfigMap storyreel-config")).findFirst()
                .orElseThrow().at("/data");
    }

    private static List<JsonNode> selectors(Manifest object) {
        List<JsonNode> selectors = List.of(object.at("/spec/selector/matchLabels"),
                object.at("/spec/podSelector/matchLabels"),
                object.kind().equals("Service") ? object.at("/spec/selector") : object.at("/nothing"),
                object.at("/spec/template/metadata/labels"));
        return selectors.stream().filter(selector -> !selector.isMissingNode()).toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }

    private static List<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false).map(item -> item.path(field).asText()).toList();
    }
}
