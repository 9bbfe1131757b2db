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
    void everyFileOfRoutesIsASourceUnderItsName() throws Exception {
        JsonNode sources = read("k8s/components/cluster-routes/sources.yaml").at("/0/value");

        assertThat(sources.findValuesAsText("contentKey")).containsExactlyElementsOf(routes());
        assertThat(sources.findValuesAsText("name")).containsExactlyElementsOf(routes());
        assertThat(sources.findValuesAsText("contentRef")).containsOnly("storyreel-routes");
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
