package io.storyreel.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;

/** Routes from the cluster replace those in the image as a whole, so none may be forgotten. */
class RoutesInTheClusterTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void theConfigMapHasEveryFileOfRoutes() throws Exception {
        JsonNode generated = read("routes/kustomization.yaml").at("/configMapGenerator/0/files");

        assertThat(StreamSupport.stream(generated.spliterator(), false).map(JsonNode::asText))
                .containsExactlyElementsOf(routes());
    }

    @Test
    void theyAreReadFromWhereTheyAreMounted() throws Exception {
        String mounted = read("k8s/components/cluster-routes/integration.yaml").at("/0/value/0").asText();
        String pattern = read("k8s/components/cluster-routes/kustomization.yaml")
                .at("/configMapGenerator/1/literals/0").asText();

        // Not /**: Kubernetes keeps the files a second time in a folder below, and a doubled route stops the start.
        assertThat(pattern).isEqualTo("camel.main.routes-include-pattern=file:" + mounted.split("@")[1]
                + "/*.camel.yaml");
        assertThat(mounted).startsWith("configmap:storyreel-routes@/");
    }

    private static JsonNode read(String file) throws IOException {
        return YAML.readTree(Files.readString(Path.of(file)));
    }

    private static List<String> routes() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".camel.yaml"))
                    .sorted().toList();
        }
    }
}
