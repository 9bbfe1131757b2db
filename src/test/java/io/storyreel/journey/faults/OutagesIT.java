package io.storyreel.journey.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The service or the store is away for a while. */
class OutagesIT {

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().with("storyreel.api.max-retries", "8").app();

    @AfterEach
    void leaveNoTraceOfTheOutage() {
        APP.s3().client().listBuckets();
        assertThat(APP.product().isReady()).isTrue();
    }

    @Test
    void aServiceThatIsNotThereYetIsTriedAgain() throws Exception {
        Request request = Request.of("early");
        APP.closeService();
        APP.drop(request);
        APP.awaitError(request, "API_UNAVAILABLE");

        APP.reopenService();

        APP.delivered(request);
        assertThat(APP.payments(request)).isEqualTo(1);
    }

    @Test
    void aServiceThatStaysAwayEndsTheStory() throws Exception {
        Request request = Request.of("too-early");
        APP.closeService();
        try {
            APP.drop(request);

            assertThat(APP.failed(request, "API_UNAVAILABLE").path("error").path("retryable").asBoolean()).isTrue();
        } finally {
            APP.reopenService();
        }
    }

    @Test
    void aStoreThatIsAwayIsWaitedFor() throws Exception {
        Request request = Request.of("stored-later");
        APP.closeStore();
        APP.drop(request);
        APP.awaitError(request, "STORAGE_FAILED");

        APP.reopenStore();

        APP.delivered(request);
        assertThat(APP.payments(request)).isEqualTo(1);
    }
}
