package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The service or the store is away for a while. */
class OutagesIT {

    @RegisterExtension
    static final House HOUSE = HousePlan.usual().with("storyreel.api.max-retries", "8").house();

    @AfterEach
    void leaveNoTraceOfTheOutage() {
        HOUSE.s3().client().listBuckets();
        assertThat(HOUSE.product().isReady()).isTrue();
    }

    @Test
    void aServiceThatIsNotThereYetIsTriedAgain() throws Exception {
        Request request = Request.of("early");
        HOUSE.closeService();
        HOUSE.drop(request);
        HOUSE.awaitError(request, "API_UNAVAILABLE");

        HOUSE.reopenService();

        HOUSE.delivered(request);
        assertThat(HOUSE.payments(request)).isEqualTo(1);
    }

    @Test
    void aServiceThatStaysAwayEndsTheStory() throws Exception {
        Request request = Request.of("too-early");
        HOUSE.closeService();
        try {
            HOUSE.drop(request);

            assertThat(HOUSE.failed(request, "API_UNAVAILABLE").path("error").path("retryable").asBoolean()).isTrue();
        } finally {
            HOUSE.reopenService();
        }
    }

    @Test
    void aStoreThatIsAwayIsWaitedFor() throws Exception {
        Request request = Request.of("stored-later");
        HOUSE.closeStore();
        HOUSE.drop(request);
        HOUSE.awaitError(request, "STORAGE_FAILED");

        HOUSE.reopenStore();

        HOUSE.delivered(request);
        assertThat(HOUSE.payments(request)).isEqualTo(1);
    }
}
