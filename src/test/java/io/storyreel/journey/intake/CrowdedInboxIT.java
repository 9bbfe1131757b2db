package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An inbox with much in it that is no request, read without a UTF-8 locale. */
class CrowdedInboxIT {

    private static final int OTHERS = 50_000;

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().with("LC_ALL", "C").app();

    @Test
    void whatLiesThereBesideCostsNothingAndKeepsNoRequestWaiting() throws Exception {
        AppFixture.letPass(Duration.ofSeconds(5));
        Duration alone = cpuOfFiveSeconds();
        for (int i = 0; i < OTHERS; i++) {
            Files.createFile(APP.inbox().resolve("image-" + i + ".png"));
        }
        Request request = Request.of("among-others");
        APP.drop(request);
        APP.accepted(request.fileName());
        AppFixture.letPass(Duration.ofSeconds(2));

        // Listed at every look, they took 2.3 s of five.
        assertThat(cpuOfFiveSeconds()).isLessThan(alone.plusMillis(750));
    }

    @Test
    void aNameThatTheLocaleDoesNotKnowIsToldAtTheStartAndWhenItComes() throws Exception {
        assertThat(APP.product().log()).contains("LANG=C.UTF-8");

        APP.drop("M\u00e4rchen.json", "{}".getBytes());

        await().atMost(AppFixture.PATIENCE).until(() -> APP.product().log().contains("rchen.json: cannot be opened"));
        assertThat(APP.inbox().resolve("M\u00e4rchen.json")).exists();
    }

    private static Duration cpuOfFiveSeconds() {
        Duration before = cpu();
        AppFixture.letPass(Duration.ofSeconds(5));
        return cpu().minus(before);
    }

    private static Duration cpu() {
        return ProcessHandle.of(APP.product().pid()).flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }
}
