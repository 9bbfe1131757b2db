package io.storyreel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The route files as an editor sees them, Kaoto for one: by the schema of Camel's YAML DSL, from its own jar. */
class RouteFilesTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    private static final JsonSchema DSL = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
            .getSchema(RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));

    static Stream<Path> files() throws IOException {
        return Stream.concat(Files.list(Path.of("routes")), Files.list(Path.of("examples/routes")))
                .filter(file -> file.toString().endsWith(".camel.yaml")).sorted();
    }

    @ParameterizedTest
    @MethodSource("files")
    void aRouteFileIsValidByTheSchemaOfTheYamlDsl(Path file) throws IOException {
        JsonNode routes = YAML.readTree(file.toFile());
        // The schema wants true or false here, Camel takes a setting's name as well.
        routes.forEach(entry -> {
            if (entry.path("route").path("autoStartup").asText().startsWith("{{")) {
                ((ObjectNode) entry.get("route")).put("autoStartup", true);
            }
        });

        Set<String> problems = DSL.validate(routes).stream().map(ValidationMessage::getMessage)
                .collect(Collectors.toSet());

        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyStepThatSendsToAnotherSystemHasAnId(Path file) throws IOException {
        assertThat(YAML.readTree(file.toFile()).findValues("to")).filteredOn(JsonNode::isObject)
                .filteredOn(to -> !to.path("uri").asText().matches("(direct|bean):.*"))
                .allSatisfy(to -> assertThat(to.path("id").asText()).as("the id of %s", to).isNotEmpty());
    }
}
