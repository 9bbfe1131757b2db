package io.storyreel.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each Kamelet is one by Camel K's definition, and tells an editor what it needs; so are the Pipes. */
class KameletsTest {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??(\\w+)}}");

    private static final Pattern SECRET = Pattern.compile("(?i)password|secretKey|accessKey|jaas");

    private static final List<String> CREDENTIALS = List.of("urn:camel:group:credentials");

    static List<Path> kamelets() throws IOException {
        return yaml("kamelets");
    }

    static List<Path> pipes() throws IOException {
        return yaml("examples/pipes");
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void aKameletIsWhatItsNameSaysAndHasNoUnknownField(Path file) {
        Manifest kamelet = Manifest.in(file).get(0);

        assertThat(Kinds.problemsOf(kamelet)).isEmpty();
        assertThat(file.getFileName()).hasToString(kamelet.name() + ".kamelet.yaml");
        // A result takes minutes: there is nothing to wait for in a route.
        assertThat(kamelet.name()).matches("storyreel-(jms|kafka|sqs)-(story-sink|result-source)");
        assertThat(kamelet.name())
                .endsWith("-" + kamelet.at("/metadata/labels/camel.apache.org~1kamelet.type").asText());
        assertThat(texts(kamelet.at("/spec/dependencies"))).contains("camel:kamelet").hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void anEditorIsToldWhatEachPropertyIsAndWhichAreSecret(Path file) {
        JsonNode definition = Manifest.in(file).get(0).at("/spec/definition");

        assertThat(definition.path("title").asText()).startsWith("Storyreel ");
        assertThat(definition.path("description").asText()).isNotBlank();
        Map<String, JsonNode> properties = properties(definition);
        assertThat(properties.keySet()).containsAll(texts(definition.path("required")));
        properties.forEach((name, property) -> {
            assertThat(property.path("title").asText()).as(name).isNotBlank();
            assertThat(property.path("description").asText()).as(name).endsWith(".");
            assertThat(property.path("type").asText()).as(name).isIn("string", "boolean");
            boolean isSecret = SECRET.matcher(name).find();
            assertThat(property.path("format").asText().equals("password")).as(name).isEqualTo(isSecret);
            assertThat(texts(property.path("x-descriptors"))).as(name)
                    .isEqualTo(isSecret || name.equals("username") ? CREDENTIALS : List.of());
            assertThat(property.has("default") && isSecret).as(name).isFalse();
        });
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void theTemplateUsesEachPropertyAndNoOtherAndCanDoWithoutWhatIsOptional(Path file) {
        Manifest kamelet = Manifest.in(file).get(0);
        String template = kamelet.at("/spec/template").toString();
        JsonNode definition = kamelet.at("/spec/definition");
        Set<String> beans = new LinkedHashSet<>(kamelet.at("/spec/template/beans").findValuesAsText("name"));

        Set<String> used = PLACEHOLDER.matcher(template).results().map(found -> found.group(1))
                .filter(name -> !beans.contains(name)).collect(Collectors.toSet());
        assertThat(used).isEqualTo(properties(definition).keySet());
        Set<String> optional = PLACEHOLDER.matcher(template).results().map(MatchResult::group)
                .filter(text -> text.startsWith("{{?")).map(text -> text.replaceAll("\\W", ""))
                .collect(Collectors.toSet());
        List<String> required = texts(definition.path("required"));
        properties(definition).forEach((name, property) -> assertThat(optional.contains(name)).as(name)
                .isEqualTo(!required.contains(name) && !property.has("default")));
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void itsIconIsAPicture(Path file) throws Exception {
        String icon = Manifest.in(file).get(0).at("/metadata/annotations/camel.apache.org~1kamelet.icon").asText();

        assertThat(icon).startsWith("data:image/svg+xml;base64,");
        byte[] svg = Base64.getDecoder().decode(icon.substring(icon.indexOf(',') + 1));
        assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg))
                .getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg).isEqualTo(Files.readAllBytes(Path.of("src/main/resources/page/icon.svg")));
    }

    @ParameterizedTest
    @MethodSource("pipes")
    void aPipeIsOneAndGivesAKameletOfOursWhatItNeeds(Path file) {
        Manifest pipe = Manifest.in(file).get(0);

        assertThat(Kinds.problemsOf(pipe)).isEmpty();
        List<JsonNode> ends = List.of(pipe.at("/spec/source"), pipe.at("/spec/sink"));
        assertThat(ends).filteredOn(end -> end.at("/ref/name").asText().startsWith("storyreel-")).isNotEmpty()
                .allSatisfy(end -> {
                    Manifest kamelet = Manifest.in(Path.of("kamelets", end.at("/ref/name").asText() + ".kamelet.yaml"))
                            .get(0);
                    Set<String> given = names(end.path("properties"));
                    assertThat(properties(kamelet.at("/spec/definition")).keySet()).containsAll(given);
                    assertThat(given).containsAll(texts(kamelet.at("/spec/definition/required")));
                });
    }

    private static Map<String, JsonNode> properties(JsonNode definition) {
        return definition.path("properties").properties().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }

    private static List<Path> yaml(String folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder), "*.yaml")) {
            files.forEach(found::add);
        }
        assertThat(found).isNotEmpty();
        return found.stream().sorted().toList();
    }
}
