package io.storyreel.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each overlay builds, and what comes out holds together. */
@EnabledIf(value = "io.storyreel.k8s.Kustomize#isThere", disabledReason = Kustomize.MISSING)
class OverlaysTest {

    private static final Set<String> WORKLOADS = Set.of("Deployment", "Integration");

    private static final Map<Path, List<Manifest>> BUILT = new HashMap<>();

    /** Those that are there, and what the page says can be made of the components. */
    static List<Path> overlays() throws IOException {
        return Stream.concat(ManifestFiles.overlays().stream(), Combinations.written().stream()).toList();
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
        int replicas = replicas(objects);
        String ledger = settings(objects).path("storyreel.db.kind").asText();

        assertThat(ledger).isEqualTo(replicas > 1 ? "postgresql" : "h2");
        assertThat(settings(objects).path("storyreel.db.url").asText()).startsWith("jdbc:" + ledger + ":");
        assertThat(objects).filteredOn(object -> replicas == 1).extracting(Manifest::kind)
                .doesNotContain("HorizontalPodAutoscaler", "ScaledObject", "PodDisruptionBudget");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void oneAutoscalerAtMostScalesTheWorkloadThatIsThereAndNobodyElseDoes(Path overlay) throws Exception {
        List<Manifest> objects = built(overlay);
        List<JsonNode> targets = objects.stream()
                .filter(object -> Set.of("HorizontalPodAutoscaler", "ScaledObject").contains(object.kind()))
                .map(object -> object.at("/spec/scaleTargetRef")).toList();

        // Who else sets their number would set it back at each apply.
        assertThat(workload(objects).at("/spec/replicas").isMissingNode()).isEqualTo(!targets.isEmpty());
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
        if (workload(objects).at("/spec/traits/service/enabled").asBoolean()) {
            there.add("Service storyreel");
        }
        assertThat(there).containsAll(objects.stream().flatMap(object -> Published.by(object).stream())
                .map(Published::service).toList());
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
        List<String> published = objects.stream().flatMap(object -> Published.by(object).stream())
                .map(Published::path).toList();

        assertThat(published).isEqualTo(isSingle(overlay) ? List.of() : List.of("/webhooks"));
        assertThat(settings(objects).path("storyreel.webhook.public-url").asText().isEmpty())
                .isEqualTo(published.isEmpty());
        // Unasked the operator would publish every path, by the first where OpenShift is.
        assertThat(workload.at("/spec/traits/route/enabled").asBoolean()).isFalse();
        assertThat(workload.at("/spec/traits/route").isMissingNode()).isEqualTo(workload.kind().equals("Deployment"));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void oneReplicaNeedsNothingThatASmallClusterLacks(Path overlay) throws Exception {
        List<JsonNode> claims = built(overlay).stream()
                .filter(object -> object.kind().equals("PersistentVolumeClaim")).map(Manifest::tree).toList();

        assertThat(claims).allSatisfy(claim -> {
            assertThat(texts(claim.at("/spec/accessModes")))
                    .containsExactly(isSingle(overlay) ? "ReadWriteOnce" : "ReadWriteMany");
            assertThat(claim.at("/spec/storageClassName").isMissingNode()).isTrue();
        });
        assertThat(claims).hasSize(isSingle(overlay) ? 2 : 1);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void aReplicaAsksForRoomOnItsNodesDiskAndStaysWithinIt(Path overlay) throws Exception {
        JsonNode resources = workload(built(overlay)).at("/spec/template/spec/containers/0/resources");

        assertThat(resources.at("/requests/ephemeral-storage").asText()).isEqualTo(isSingle(overlay) ? "256Mi" : "5Gi");
        assertThat(resources.at("/limits/ephemeral-storage").asText()).isEqualTo(isSingle(overlay) ? "1Gi" : "21Gi");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void replicasThatAreNotReadyHoldUpNoDrain(Path overlay) throws Exception {
        List<Manifest> budgets = built(overlay).stream()
                .filter(object -> object.kind().equals("PodDisruptionBudget")).toList();

        assertThat(budgets).hasSize(isSingle(overlay) ? 0 : 1).allSatisfy(budget -> {
            assertThat(budget.at("/spec/maxUnavailable").asInt()).isEqualTo(1);
            assertThat(budget.at("/spec/unhealthyPodEvictionPolicy").asText()).isEqualTo("AlwaysAllow");
        });
        assertThat(workload(built(overlay)).at("/spec/traits/pdb").isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void replicasAreSpreadWhereThereIsRoomAndRunTogetherWhereNot(Path overlay) throws Exception {
        Manifest workload = workload(built(overlay));

        assertThat(workload.at("/spec/template/spec/topologySpreadConstraints")).hasSize(1).allSatisfy(
                spread -> assertThat(spread.path("whenUnsatisfiable").asText()).isEqualTo("ScheduleAnyway"));
        assertThat(workload.tree().findValue("affinity")).isNull();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void secretsAreFilesOnly(Path overlay) throws Exception {
        Manifest workload = workload(built(overlay));

        assertThat(workload.at("/spec/template/spec/containers/0/env").findValues("valueFrom")).isEmpty();
        assertThat(workload.tree().findValue("envFrom")).isNull();
        assertThat(workload.at("/spec/traits/environment").isMissingNode()).isTrue();
        assertThat(new References(workload).all()).containsOnlyOnce("Secret storyreel-secrets");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void namesCanBeAskedForWhereverTheClusterKeepsThem(Path overlay) throws Exception {
        JsonNode dns = built(overlay).stream().filter(object -> object.toString().equals("NetworkPolicy storyreel"))
                .findFirst().orElseThrow().at("/spec/egress/0");

        if (isOnOpenShift(overlay)) {
            assertThat(dns.path("to").toString()).contains("\"openshift-dns\"");
            assertThat(dns.path("ports")).allSatisfy(port -> assertThat(port.path("port").asInt()).isEqualTo(5353));
        } else {
            assertThat(dns.path("to").toString())
                    .contains("\"kube-dns\"", "{\"ipBlock\":{\"cidr\":\"169.254.20.10/32\"}}");
            assertThat(dns.path("ports")).allSatisfy(port -> assertThat(port.path("port").asInt()).isEqualTo(53));
        }
        assertThat(texts(dns.path("ports"), "protocol")).containsExactlyInAnyOrder("UDP", "TCP");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void onOpenShiftTheNamespaceChoosesUsersAndGroups(Path overlay) throws Exception {
        JsonNode pod = workload(built(overlay)).at("/spec/template/spec");

        if (isOnOpenShift(overlay)) {
            assertThat(List.of("runAsUser", "runAsGroup", "fsGroup")).allSatisfy(
                    fixed -> assertThat(pod.findValue(fixed)).as(fixed).isNull());
        } else {
            assertThat(pod.at("/securityContext/fsGroup").asInt()).isEqualTo(10001);
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void camelKNoticesAChangeOfAllThatItMountsAndAsksAfterNoComponent(Path overlay) throws Exception {
        List<Manifest> objects = built(overlay);
        Manifest workload = workload(objects);
        Assumptions.assumeTrue(workload.kind().equals("Integration"));

        assertThat(workload.at("/spec/traits/mount/hotReload").asBoolean()).isTrue();
        // Grafana's is not ours to mount.
        assertThat(objects).filteredOn(object -> object.kind().equals("ConfigMap")
                && object.at("/metadata/labels/grafana_dashboard").isMissingNode()).isNotEmpty()
                .allSatisfy(map -> assertThat(map.at("/metadata/labels/camel.apache.org~1integration").asText())
                        .isEqualTo(workload.name()));
        // Up to 2.10 it refuses an Integration with a source that names a component of its own, as folder: is.
        assertThat(workload.at("/spec/sources").isMissingNode()).isTrue();
    }

    @Test
    void thePageTellsTheRulesOfEachComponent() throws Exception {
        try (Stream<Path> folders = Files.list(ManifestFiles.ROOT.resolve("components"))) {
            List<String> there = folders.map(folder -> folder.getFileName().toString()).toList();
            assertThat(Combinations.components()).extracting(Combinations.Component::name)
                    .containsExactlyInAnyOrderElementsOf(there);
        }
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

    private static int replicas(List<Manifest> objects) {
        return objects.stream().mapToInt(object -> switch (object.kind()) {
            case "HorizontalPodAutoscaler" -> object.at("/spec/minReplicas").asInt();
            case "ScaledObject" -> object.at("/spec/minReplicaCount").asInt();
            default -> 0;
        }).filter(least -> least > 0).findFirst().orElse(workload(objects).at("/spec/replicas").asInt());
    }

    private static boolean isSingle(Path overlay) {
        return overlay.toString().contains("-single");
    }

    private static boolean isOnOpenShift(Path overlay) {
        return overlay.toString().contains("-openshift");
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
