package io.storyreel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.storyreel.exchange.PropertyNames;
import io.storyreel.story.Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The route files as an editor sees them, Kaoto for one: by the schema of Camel's YAML DSL, from its own jar. */
class RouteFilesTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    private static final JsonSchema DSL = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
            .getSchema(RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));

    /** What a trace or a tool can only tell of by an id. */
    private static final Set<String> BRANCHING = Set.of("aggregate", "choice", "doCatch", "doTry", "enrich", "filter",
            "loop", "multicast", "otherwise", "policy", "pollEnrich", "recipientList", "split", "throttle",
            "throwException", "toD", "when", "wireTap");

    private static final Pattern NAMED = Pattern.compile("@Named\\(\"([^\"]+)\"\\)");

    private static final Pattern PROPERTY = Pattern.compile(
            "setProperty:\\n\\s+name: (\\w+)|exchangeProperty\\.(\\w+)");

    static Stream<Path> packaged() throws IOException {
        return files().filter(file -> file.startsWith("routes"));
    }

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

    @ParameterizedTest
    @MethodSource("files")
    void everyStepThatBranchesHasAnIdOfItsOwn(Path file) throws IOException {
        List<String> ids = new ArrayList<>();

        List<String> without = withoutId(YAML.readTree(file.toFile()), ids);

        assertThat(without).isEmpty();
        assertThat(ids).doesNotHaveDuplicates();
    }

    /** The branches below, as their kinds tell; the ids that are there are gathered. */
    private static List<String> withoutId(JsonNode node, List<String> ids) {
        List<String> without = new ArrayList<>();
        node.properties().forEach(step -> {
            List<JsonNode> branches = new ArrayList<>();
            if (BRANCHING.contains(step.getKey())) {
                (step.getValue().isArray() ? step.getValue() : List.of(step.getValue())).forEach(branches::add);
            }
            branches.stream().filter(branch -> !branch.path("id").isTextual())
                    .forEach(branch -> without.add(step.getKey() + " " + branch));
        });
        if (node.path("id").isTextual()) {
            ids.add(node.get("id").textValue());
        }
        node.forEach(child -> without.addAll(withoutId(child, ids)));
        return without;
    }

    @ParameterizedTest
    @MethodSource("files")
    void noRouteFileNamesWhatLaterCamelsRename(Path file) throws IOException {
        // docs/decisions/0013 tells since when, and where these names stand instead.
        assertThat(Files.readString(file)).doesNotContainPattern("\\bkafka\\.[A-Z][A-Z_]+\\b")
                .doesNotContain("CamelKafka",
                "routePolicy");
    }

    @ParameterizedTest
    @MethodSource("files")
    void noRouteFileSpellsWhatABeanAnswers(Path file) throws IOException {
        // An enum's name or a state in quotes breaks unnoticed when Java renames it: beans answer yes or no.
        assertThat(YAML.readTree(file.toFile()).findValuesAsText("simple"))
                .allSatisfy(simple -> assertThat(simple).doesNotContainPattern("[=!]=\\s*['\"]"));
    }

    @Test
    void everyNameOfABeanIsUsedByARoute() throws IOException {
        StringBuilder routes = new StringBuilder();
        for (Path file : files().toList()) {
            routes.append(Files.readString(file));
        }
        List<String> names = new ArrayList<>();
        try (Stream<Path> classes = Files.walk(Path.of("src/main/java"))) {
            for (Path file : classes.filter(Files::isRegularFile).toList()) {
                String code = Files.readString(file);
                NAMED.matcher(code).results().map(found -> found.group(1)).forEach(names::add);
                routes.append(NAMED.matcher(code).replaceAll(""));
            }
        }
        routes.append(Files.readString(Path.of("application.properties")));

        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(routes).containsPattern("\\b" + name + "\\b"));
    }

    @ParameterizedTest
    @MethodSource("packaged")
    void eachPropertyThatARouteSetsOrReadsIsNamedOnceAndTyped(Path file) throws Exception {
        Set<String> known = new TreeSet<>();
        for (Field name : PropertyNames.class.getFields()) {
            known.add((String) name.get(null));
        }

        List<String> used = PROPERTY.matcher(Files.readString(file)).results().map(found -> found.group(1) != null
                ? found.group(1) : found.group(2)).filter(name -> !name.startsWith(Origin.PREFIX)).toList();

        assertThat(known).hasSizeGreaterThan(30).containsAll(used);
    }

    /** It keeps to the wall clock, and stands still for as long as somebody sets that back. */
    @ParameterizedTest
    @MethodSource("packaged")
    void noRouteIsBegunByATimer(Path file) throws IOException {
        assertThat(Files.readString(file)).doesNotContain("timer:");
    }

    @Test
    void noBeanBeginsARouteByATimerEither() throws IOException {
        try (Stream<Path> classes = Files.walk(Path.of("src/main/java"))) {
            assertThat(classes.filter(Files::isRegularFile)).allSatisfy(file -> assertThat(Files.readString(file))
                    .doesNotContain("\"timer:"));
        }
    }

    @Test
    void noBeanSpellsAPropertyItself() throws IOException {
        try (Stream<Path> classes = Files.walk(Path.of("src/main/java"))) {
            assertThat(classes.filter(Files::isRegularFile)).allSatisfy(file -> assertThat(Files.readString(file))
                    .doesNotContain("@ExchangeProperty(\""));
        }
    }
}
