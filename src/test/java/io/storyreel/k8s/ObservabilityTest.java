package io.storyreel.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Alerts and dashboard speak of what is there, in words that help. That they work is shown by ObservabilityIT. */
class ObservabilityTest {

    private static final Path OPERATIONS = Path.of("docs/operations.md");

    private static final String RUNBOOKS = "https://storyreel.example.com/docs/operations.md#";

    private static final Pattern METRIC = Pattern.compile("storyreel_[a-z_]+");

    private final AlertRules rules = AlertRules.deployed();

    private final Dashboard dashboard = Dashboard.deployed();

    @Test
    void eachAlertSaysWhatIsTheMatterAndWhereToReadOn() throws IOException {
        List<String> anchors = Files.readAllLines(OPERATIONS).stream().filter(line -> line.startsWith("#"))
                .map(ObservabilityTest::anchor).toList();

        assertThat(rules.all()).hasSizeGreaterThan(8).allSatisfy(alert -> {
            JsonNode annotations = alert.path("annotations");
            assertThat(annotations.path("summary").asText()).endsWith(".").hasSizeBetween(20, 80);
            assertThat(annotations.path("description").asText()).endsWith(".").hasSizeGreaterThan(40);
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(annotations.path("runbook_url").asText()).startsWith(RUNBOOKS);
            assertThat(anchors).contains(annotations.path("runbook_url").asText().substring(RUNBOOKS.length()));
        });
        assertThat(rules.names()).doesNotHaveDuplicates();
    }

    @Test
    void eachRunbookIsNamedByAnAlertAndNamesIt() throws IOException {
        List<String> lines = Files.readAllLines(OPERATIONS);
        List<String> sections = lines.stream().filter(line -> line.startsWith("### Alert: ")).toList();

        assertThat(sections).hasSameSizeAs(rules.all());
        for (JsonNode alert : rules.all()) {
            String url = alert.at("/annotations/runbook_url").asText();
            int section = lines.indexOf(sections.stream().filter(line -> url.endsWith("#" + anchor(line))).findFirst()
                    .orElseThrow());
            assertThat(lines.get(section + 2)).startsWith("`" + alert.path("alert").asText() + "`: ");
        }
    }

    @Test
    void whatTheyAskForIsWhatIsDocumented() throws IOException {
        Set<String> documented = new TreeSet<>();
        Files.readAllLines(OPERATIONS).stream().filter(line -> line.startsWith("| `storyreel_"))
                .forEach(line -> documented.add(METRIC.matcher(line).results().findFirst().orElseThrow().group()));
        List<String> asked = new ArrayList<>(dashboard.queries());
        rules.all().forEach(alert -> asked.add(alert.path("expr").asText()));

        Set<String> used = new TreeSet<>();
        asked.forEach(query -> {
            Matcher metric = METRIC.matcher(query);
            while (metric.find()) {
                used.add(metric.group().replaceFirst("(?<=_seconds)_(bucket|sum|count)$", ""));
            }
        });

        // Each is shown or watched, and none is that is not there.
        assertThat(used).isEqualTo(documented);
    }

    @Test
    void theDashboardsPanelsAreApartAndAskTheChosenPrometheus() {
        JsonNode panels = dashboard.json().path("panels");
        List<Integer> ids = new ArrayList<>();
        List<String> places = new ArrayList<>();
        panels.forEach(panel -> {
            ids.add(panel.path("id").asInt());
            JsonNode place = panel.path("gridPos");
            places.add(place.path("x") + " " + place.path("y"));
            assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(24);
            panel.path("targets").forEach(target -> assertThat(target.at("/datasource/uid").asText())
                    .isEqualTo("${datasource}"));
        });

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(places).doesNotHaveDuplicates();
        assertThat(dashboard.queries()).hasSizeGreaterThan(15).doesNotContain("");
    }

    @Test
    @EnabledIf(value = "io.storyreel.k8s.Kustomize#isThere", disabledReason = Kustomize.MISSING)
    void theOverlaysWithMetricsBringBoth() throws Exception {
        List<Manifest> objects = Kustomize.build(ManifestFiles.ROOT.resolve("overlays/deployment"));
        Manifest map = objects.stream().filter(object -> object.name().equals("storyreel-dashboard")).findFirst()
                .orElseThrow();

        assertThat(map.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
        assertThat(map.at("/data/storyreel-dashboard.json").asText()).contains("\"title\": \"Storyreel\"");
        assertThat(objects).extracting(Manifest::toString).contains("PrometheusRule storyreel", "PodMonitor storyreel");
    }

    @Test
    @EnabledIf(value = "io.storyreel.k8s.ObservabilityTest#isPromtoolThere",
            disabledReason = "promtool is not on the PATH (Debian: apt-get install prometheus), so no rule is"
                    + " evaluated")
    void eachAlertFiresAfterItsTimeAndNotBefore(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("rules.yaml"), rules.text());
        Files.copy(Path.of("src/test/resources/k8s/alerts.test.yaml"), folder.resolve("alerts.test.yaml"));

        assertThat(promtool(folder, "check", "rules", "rules.yaml")).contains("SUCCESS: " + rules.all().size());
        assertThat(promtool(folder, "test", "rules", "alerts.test.yaml")).contains("SUCCESS");
        // Each of them stands in the tests, or it would not be known whether it can fire.
        assertThat(rules.names()).allSatisfy(name -> assertThat(Files.readString(
                folder.resolve("alerts.test.yaml"))).contains(name));
    }

    static boolean isPromtoolThere() {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(
                Path.of(folder, "promtool")));
    }

    private static String promtool(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process promtool = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
        return said;
    }

    /** As GitHub makes it of a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "")
                .replace(' ', '-');
    }
}
