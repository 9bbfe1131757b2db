package io.storyreel.journey.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example of a request by the clock, as it is, but that each second is a Monday. */
class ScheduleIT {

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual()
            .with("camel.main.routes-include-pattern", "classpath:routes/*.camel.yaml,file:"
                    + Path.of("examples/routes/18-schedule-monday.camel.yaml").toAbsolutePath())
            .with("storyreel.templates.dir", Path.of("examples/templates").toAbsolutePath().toString())
            .with("monday.cron", "* * * * * ?").app();

    @Test
    void itIsAskedForAndPaidForOnceADayHoweverOftenTheClockStrikes() {
        LocalDate day = LocalDate.now(ZoneId.of("Europe/Berlin"));
        String id = "monday-" + day;

        assertThat(APP.result(Request.of(id), "delivered").path("video").path("key").asText())
                .contains("/spring/the-tea-of-the-week-" + id);
        await().atMost(AppFixture.PATIENCE).until(() -> APP.product().log().contains(id + ": a duplicate"));

        assertThat(APP.service().payments()).hasSizeLessThanOrEqualTo(
                day.equals(LocalDate.now(ZoneId.of("Europe/Berlin"))) ? 1 : 2);
    }
}
