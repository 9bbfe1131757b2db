package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.storyreel.journey.fixture.AppPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar quarkus-run.jar --check FILE...}: no key, no ledger, no network, and nothing left behind. */
class CheckIT {

    @TempDir
    private Path folder;

    @Test
    void goodFilesAreToldWithTheirCallsAndWhatTheyCost() throws Exception {
        write("one.json", "{'request_id':'tea','idea':'Tea','scene_count':4}");
        write("batch.json", "[{'request_id':'b-1','image_files':['a.png','b.png']},"
                + "{'mode':'advanced','request_id':'b-2','idea':'i','scene_count':1}]");
        write("a.png", "1");
        write("b.png", "2");

        Checked checked = check(Map.of(), "one.json", "batch.json");

        assertThat(checked.lines()).containsExactly(
                "FILE        REQUEST  CALL                        ESTIMATED CREDITS",
                "one.json    tea      POST /story/idea-2-video    200",
                "batch.json  b-1      POST /story/images-2-video  100",
                "batch.json  b-2      POST /story                 50",
                "3 requests, 350 credits estimated, 0 problems");
        assertThat(checked.exitCode()).isZero();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("one.json",
                    "batch.json", "a.png", "b.png");
        }
    }

    @Test
    void eachProblemIsToldAndTheExitCodeIsOne() throws Exception {
        write("bad.json", "[{'idea':'a','scene_count':0},{'idea':'b','url':'https://e.com'},"
                + "{'image_files':['no.png']}]");
        write("broken.json", "{'idea':");
        write("good.json", "{'request_id':'good','idea':'a'}");
        write("other.json", "{'request_id':'good','idea':'another'}");

        Checked checked = check(Map.of(), "bad.json", "broken.json", "missing.json", "good.json", "other.json");

        assertThat(checked.exitCode()).isEqualTo(1);
        assertThat(checked.lines()).anyMatch(line -> line.startsWith("bad.json") && line.contains("/0/scene_count: 0"))
                .anyMatch(line -> line.startsWith("bad.json") && line.contains("/1/url: the dialect form has no call"))
                .anyMatch(line -> line.startsWith("broken.json") && line.contains("not JSON: line 1"))
                .anyMatch(line -> line.startsWith("missing.json") && line.contains("no such file"))
                .anyMatch(line -> line.startsWith("good.json") && line.endsWith("150"))
                .anyMatch(line -> line.startsWith("other.json") && line.contains("REQUEST_ID_CONFLICT"))
                .noneMatch(line -> line.contains("Exception"));
    }

    @Test
    void itGoesByTheSettings() throws Exception {
        write("page.json", "{'request_id':'page','url':'https://e.com','video_tool':'Vidu','scene_duration':10}");

        Checked checked = check(Map.of("STORYREEL_API_DIALECT", "v2", "STORYREEL_CREDITS_RATES__VIDU_", "2.5"),
                "page.json");

        assertThat(checked.lines()).anyMatch(line -> line.matches("page.json +page +POST /v2/story/url-2-video +75"));
        assertThat(check(Map.of("STORYREEL_API_DIALECT", "v3"), "page.json").lines()).singleElement().asString()
                .contains("storyreel.api.dialect must be one of form, json, v2");
        assertThat(check(Map.of()).exitCode()).isEqualTo(1);
    }

    @Test
    void whatWouldCostMoreThanARequestMayIsAProblem() throws Exception {
        write("dear.json", "{'request_id':'dear','idea':'a','scene_count':4}");

        Checked checked = check(Map.of("STORYREEL_CREDITS_MAX_PER_REQUEST", "199"), "dear.json");

        assertThat(checked.exitCode()).isEqualTo(1);
        assertThat(checked.lines()).anyMatch(line -> line.contains("BUDGET_EXCEEDED") && line.contains("200")
                && line.contains("storyreel.credits.max-per-request=199"));
    }

    @Test
    void aSheetIsCheckedRowByRowWithItsTemplates() throws Exception {
        Files.createDirectory(folder.resolve("templates"));
        write("templates/promo.json", "{'idea':'A film about {{product}}','scene_count':4}");
        write("good.csv", "request_id;template;product;scene_count\r\na;promo;Tea;\r\nb;promo;Oil;1\r\n");
        write("bad.csv", "request_id,template,product,scene_count\na,promo,,0\n");

        Checked good = check(Map.of(), "good.csv");
        Checked bad = check(Map.of(), "bad.csv");

        assertThat(good.lines()).anyMatch(line -> line.matches("good.csv +a +POST /story/idea-2-video +200"))
                .anyMatch(line -> line.matches("good.csv +b +POST /story/idea-2-video +50"));
        assertThat(good.exitCode()).isZero();
        assertThat(bad.lines()).anyMatch(line -> line.contains("bad.csv") && line.contains(
                "line 2, column product: is missing"));
        assertThat(bad.exitCode()).isEqualTo(1);
    }

    private record Checked(int exitCode, List<String> lines) {
    }

    private Checked check(Map<String, String> environment, String... files) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(AppPlan.SHORT_LIVED);
        command.addAll(List.of("-jar", Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath().toString(),
                "--check"));
        command.addAll(List.of(files));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("STORYREEL_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes()).lines().toList();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Checked(process.exitValue(), lines);
    }

    private void write(String name, String content) throws Exception {
        Files.writeString(folder.resolve(name), content.replace('\'', '"'));
    }
}
