package io.storyreel.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

/** What the image promises the manifests. That it starts is shown by CamelKIT, without an engine. */
class ContainerfileTest {

    private final List<String> lines;

    ContainerfileTest() throws Exception {
        lines = Files.readAllLines(Path.of("Containerfile"));
    }

    @Test
    void itsBaseCanBeNamedByDigest() {
        assertThat(startingWith("ARG ")).first().asString().matches("ARG BASE=docker.io/library/eclipse-temurin:\\S+");
        assertThat(startingWith("ARG ")).element(1).isEqualTo("ARG BASE_DIGEST=");
        assertThat(startingWith("FROM ")).containsExactly("FROM ${BASE}${BASE_DIGEST}");
        assertThat(lines.stream().filter(line -> line.contains("image.base.digest"))).singleElement().asString()
                .contains("=\"${BASE_DIGEST}\"");
    }

    @Test
    void theLayerThatChangesMostIsTheLast() {
        assertThat(startingWith("COPY ")).extracting(line -> line.split(" ")[2])
                .containsExactly("lib/", "quarkus-run.jar", "quarkus/", "app/");
    }

    @Test
    void itsUserIsANumberThatIsNotRootAndTheOneOfTheManifests() {
        String user = ManifestFiles.read("deployment/deployment.yaml")
                .at("/spec/template/spec/securityContext/runAsUser").asText();

        assertThat(startingWith("USER ")).containsExactly("USER " + user + ":" + user);
        assertThat(user).isNotEqualTo("0");
    }

    @Test
    void noShellStandsBetweenASignalAndTheJvm() {
        assertThat(startingWith("ENTRYPOINT ")).singleElement().asString().startsWith("ENTRYPOINT [\"java\"")
                .contains("-XX:MaxRAMPercentage=");
    }

    @Test
    void fileNamesAreReadAsUtf8() {
        assertThat(startingWith("ENV ")).singleElement().asString().contains(" LANG=C.UTF-8");
    }

    private List<String> startingWith(String word) {
        return lines.stream().filter(line -> line.startsWith(word)).toList();
    }
}
