package io.storyreel.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.Test;

/** The settings in the manifests are Storyreel's, and both ways to deploy run the same. */
class SettingsInTheClusterTest {

    private static final Manifest DEPLOYMENT = ManifestFiles.read("deployment/deployment.yaml");

    private static final Manifest INTEGRATION = ManifestFiles.read("camel-k/integration.yaml");

    private static final Manifest SECRET = ManifestFiles.read("base/secret.example.yaml");

    @Test
    void eachSettingIsKnownAndItsValueCanBeRead() throws Exception {
        StoryreelSettings settings = TestSettings.with(all());

        assertThat(settings.db().kind()).isEqualTo(DbKind.POSTGRESQL);
        assertThat(settings.db().username()).isPresent();
        assertThat(settings.webhook().secret().orElseThrow()).hasSizeGreaterThanOrEqualTo(32);
    }

    @Test
    void eachFolderIsInAVolumeOfBothWays() throws Exception {
        List<String> mounted = texts(DEPLOYMENT.at("/spec/template/spec/containers/0/volumeMounts"), "mountPath");
        List<String> traits = List.of(INTEGRATION.at("/spec/traits/mount/volumes").toString(),
                INTEGRATION.at("/spec/traits/mount/emptyDirs").toString());

        all().forEach((name, value) -> {
            if (name.endsWith("dir")) {
                assertThat(mounted).as(name).anyMatch(path -> (value + "/").startsWith(path + "/"));
                assertThat(traits.toString()).as(name).contains(":" + value.replaceFirst("/(in|out)box$", ""));
            }
        });
    }

    @Test
    void bothWaysMountTheSecretWithTheKeyWhereStoryreelReads() {
        assertThat(SECRET.at("/stringData").has("storyreel.api.key")).isTrue();
        assertThat(DEPLOYMENT.at("/spec/template/spec/volumes").toString())
                .contains("{\"name\":\"secrets\",\"secret\":{\"secretName\":\"storyreel-secrets\"");
        assertThat(DEPLOYMENT.at("/spec/template/spec/containers/0/volumeMounts").toString())
                .contains("{\"name\":\"secrets\",\"mountPath\":\"/etc/storyreel/secrets\",\"readOnly\":true}");
        assertThat(DEPLOYMENT.at("/spec/template/spec/containers/0/env").toString())
                .contains("{\"name\":\"STORYREEL_SETTINGS_DIRS\",\"value\":"
                        + "\"/etc/storyreel/config,/etc/storyreel/secrets\"}");
        assertThat(INTEGRATION.at("/spec/traits/mount/configs").toString()).contains("secret:storyreel-secrets");
    }

    @Test
    void bothWaysAreProbedAlike() {
        JsonNode container = DEPLOYMENT.at("/spec/template/spec/containers/0");
        JsonNode health = INTEGRATION.at("/spec/traits/health");

        for (String probe : List.of("startup", "liveness", "readiness")) {
            JsonNode pods = container.path(probe + "Probe");
            assertThat(health.path(probe + "Probe")).isEqualTo(pods.at("/httpGet/path"));
            assertThat(health.path(probe + "Port")).isEqualTo(pods.at("/httpGet/port"));
            assertThat(health.path(probe + "Period")).isEqualTo(pods.path("periodSeconds"));
            assertThat(health.path(probe + "Timeout")).isEqualTo(pods.path("timeoutSeconds"));
            assertThat(health.path(probe + "FailureThreshold")).isEqualTo(pods.path("failureThreshold"));
        }
    }

    @Test
    void bothWaysRunTheSameImageAsLockedDownAndAsLong() {
        JsonNode pod = DEPLOYMENT.at("/spec/template/spec");
        JsonNode traits = INTEGRATION.at("/spec/traits");
        JsonNode template = INTEGRATION.at("/spec/template/spec");

        assertThat(traits.at("/container/image")).isEqualTo(pod.at("/containers/0/image"));
        assertThat(traits.at("/container/limitMemory")).isEqualTo(pod.at("/containers/0/resources/limits/memory"));
        assertThat(traits.at("/container/capabilitiesDrop"))
                .isEqualTo(pod.at("/containers/0/securityContext/capabilities/drop"));
        assertThat(template.at("/containers/0/securityContext/readOnlyRootFilesystem"))
                .isEqualTo(pod.at("/containers/0/securityContext/readOnlyRootFilesystem"));
        assertThat(template.path("terminationGracePeriodSeconds")).isEqualTo(pod.path("terminationGracePeriodSeconds"));
        assertThat(template.at("/securityContext/fsGroup")).isEqualTo(pod.at("/securityContext/fsGroup"));
        assertThat(template.path("topologySpreadConstraints")).isEqualTo(pod.path("topologySpreadConstraints"));
        for (String amounts : List.of("requests", "limits")) {
            assertThat(template.at("/containers/0/resources/" + amounts + "/ephemeral-storage"))
                    .isEqualTo(pod.at("/containers/0/resources/" + amounts + "/ephemeral-storage"));
        }
    }

    @Test
    void aStageThatIsPaidForCanEndBeforeItsPodDoes() throws Exception {
        StoryreelSettings settings = TestSettings.with(all());
        Duration pod = Duration.ofSeconds(DEPLOYMENT.at("/spec/template/spec/terminationGracePeriodSeconds").asInt());

        assertThat(settings.stop().grace()).isGreaterThan(settings.api().stageTimeout());
        // Storyreel ends itself ten seconds after the grace; a kill before that would make the call uncertain.
        assertThat(pod).isGreaterThan(settings.stop().grace().plusSeconds(10));
        assertThat(Duration.ofSeconds(DEPLOYMENT.at("/spec/progressDeadlineSeconds").asInt())).isGreaterThan(pod);
        assertThat(Duration.ofSeconds(INTEGRATION.at("/spec/traits/deployment/progressDeadlineSeconds").asInt()))
                .isGreaterThan(pod);
    }

    private static Map<String, String> all() throws Exception {
        Map<String, String> all = new LinkedHashMap<>();
        Properties plain = new Properties();
        try (Reader text = Files.newBufferedReader(ManifestFiles.ROOT.resolve("base/storyreel.properties"))) {
            plain.load(text);
        }
        plain.forEach((name, value) -> all.put(name.toString(), value.toString()));
        SECRET.at("/stringData").fields().forEachRemaining(entry -> all.put(entry.getKey(), entry.getValue().asText()));
        return all;
    }

    private static List<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false).map(item -> item.path(field).asText()).toList();
    }
}
