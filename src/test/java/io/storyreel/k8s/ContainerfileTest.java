package io.storyreel.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

/** What the image promises the manifests. That it starts is shown by CamelKIT, without an engine. */
class ContainerfileTest {

    private final List<String> lines;

    ContainerfileTest() throws Exception {
        lines = Files.readAllLines(Path.of("Containerfile"));
    }

    @Test
    void itsBaseCanBeNamedByDigest() throws Exception {
        assertThat(startingWith("ARG ")).first().asString().matches("ARG BASE=docker.io/library/eclipse-temurin:\\S+");
        assertThat(startingWith("ARG ")).element(1).isEqualTo("ARG BASE_DIGEST=");
        String from = startingWith("FROM ").get(0).substring("FROM ".length());
        assertThat(filledIn(from, "sha256:0a1b")).isEqualTo("an/image:1@sha256:0a1b");
        assertThat(filledIn(from, "")).isEqualTo("an/image:1");
        assertThat(lines.stream().filter(line -> line.contains("image.base.digest"))).singleElement().asString()
                .contains("=\"${BASE_DIGEST}\"");
    }

    /** The annotation is the digest alone, so what is told to give must be no more than that. */
    @Test
    void whatThePagesTellToGiveIsADigestAsItsLabelIsToBe() throws Exception {
        for (Path page : List.of(Path.of("Containerfile"), Path.of("k8s/README.md"))) {
            assertThat(Files.readString(page)).as(page.toString()).contains("--build-arg BASE_DIGEST=sha256:...");
        }
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

    /** As a shell reads it, whose words for this Containerfiles have taken over. */
    private static String filledIn(String text, String digest) throws Exception {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", "printf %s \"" + text + "\"");
        shell.environment().putAll(Map.of("BASE", "an/image:1", "BASE_DIGEST", digest));
        Process filling = shell.start();
        return new String(filling.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private List<String> startingWith(String word) {
        return lines.stream().filter(line -> line.startsWith(word)).toList();
    }
}
