package io.storyreel.journey.deliver;

import java.time.Duration;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Videos many times the heap. They need 8 GB on the disk for a while and some minutes: {@code mvn verify -Dlarge}. */
@EnabledIfSystemProperty(named = "large", matches = "|true")
class LargeVideoIT {

    private static final long SIZE = 2L << 30;

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().app();

    @Test
    void aVideoOfTwoGibibytesGoesThroughLittleMemory() throws Exception {
        delivers(Request.of("two-gibibytes", "[sim:video=huge=" + SIZE + "]"));
    }

    @Test
    void aVideoOfUnknownLengthGoesThroughLittleMemory() throws Exception {
        delivers(Request.of("two-gibibytes-unknown", "[sim:video=huge=" + SIZE + " chunked]"));
    }

    private static void delivers(Request request) throws Exception {
        APP.drop(request);
        APP.result(request, "delivered", Duration.ofMinutes(3));
        APP.delivered(request);
    }
}
