package io.storyreel.journey.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar quarkus-run.jar --status [ID]}: what runs is asked, and told in a table. */
class StatusCommandIT {

    private static final String TOKEN = "the-token-of-this-app";

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().with("storyreel.ui.token", TOKEN).app();

    @TempDir
    private Path folder;

    @Test
    void theNewestStoriesAreToldInATableWithTheirTotals() throws Exception {
        Request request = Request.of("listed").with("title", "Tea\u001b[2J \u202Eand more");
        APP.drop(request);
        APP.delivered(request);

        Said said = status(APP.product().url().getPort(), TOKEN);

        assertThat(said.exitCode()).as(said.text()).isZero();
        assertThat(said.text().lines().findFirst().orElseThrow())
                .matches("REQUEST +STATE +PROGRESS +CREDITS +AGE +TITLE");
        assertThat(said.text()).containsPattern("listed +delivered +100 % +10/150 +[0-9]+ (s|min) +Tea")
                .contains("Tea?[2J ?and more").containsPattern("[0-9]+ delivered, [0-9]+ failed; [0-9]+ credits today")
                .doesNotContain("\u001b");
    }

    @Test
    void oneStoryIsToldWithItsTimeline() throws Exception {
        Request request = Request.of("one", "[sim:fail]").with("title", "Tea");
        APP.drop(request);
        APP.failed(request, "GENERATION_FAILED");

        Said said = status(APP.product().url().getPort(), TOKEN, "one");

        assertThat(said.exitCode()).as(said.text()).isZero();
        assertThat(said.text()).containsPattern("title +Tea").containsPattern("error +GENERATION_FAILED: ")
                .containsPattern("(?s)accepted.*submitting.*generating.*failed.*GENERATION_FAILED");
    }

    @Test
    void whatCannotBeToldIsSaidInOneLine() throws Exception {
        int port = APP.product().url().getPort();

        assertThat(status(port, TOKEN, "never-seen")).isEqualTo(
                new Said(1, "there is no story with the request_id never-seen\n"));
        assertThat(status(port, "wrong").text()).contains("does not let us look (401)").hasLineCount(1);
        assertThat(status(FreePort.any(), TOKEN)).satisfies(said -> {
            assertThat(said.exitCode()).isEqualTo(2);
            assertThat(said.text()).contains("no Storyreel answers at http://127.0.0.1:").hasLineCount(1);
        });
        assertThat(status(port, TOKEN, "--wrong")).satisfies(said -> {
            assertThat(said.exitCode()).isEqualTo(1);
            assertThat(said.text()).startsWith("usage: ").hasLineCount(1);
        });
    }

    private Said status(int port, String token, String... words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(AppPlan.SHORT_LIVED);
        command.addAll(List.of("-jar", Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath().toString(),
                "--status"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("QUARKUS_HTTP_PORT", String.valueOf(port));
        builder.environment().put("STORYREEL_UI_TOKEN", token);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(AppFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Said(process.exitValue(), text);
    }

    /** How it ended, and what it said. */
    private record Said(int exitCode, String text) {
    }
}
