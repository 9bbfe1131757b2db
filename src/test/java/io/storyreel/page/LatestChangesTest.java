package io.storyreel.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.TrackingLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a replica's viewers are told of the work of others. */
class LatestChangesTest {

    private final TestLedger here = TestLedger.shared();

    private final TestLedger there = here.anotherProcess("storyreel.db.kind", "postgresql");

    private final TrackingLedger ledger = here.get(TrackingLedger.class);

    private final LatestChanges viewers = there.get(LatestChanges.class);

    @BeforeEach
    void somebodyWatches() {
        viewers.isWatched(true);
    }

    @AfterEach
    void close() {
        here.close();
    }

    @Test
    void aTryInVainAndASmallAdvanceAreToldSoonThoughTheyAreNoEvents() {
        here.generating("a", "s-1");
        here.generating("b", "s-2");
        looked();

        assertThat(ledger.askAgain(here.claimed(here.story("a")), StoryError.of(ErrorCode.API_UNAVAILABLE, Stage.TRACK,
                "the service is away"), here.now(), here.now())).isTrue();
        assertThat(looked()).containsExactly("a");
        assertThat(looked()).isEmpty();

        assertThat(ledger.stillGenerating(here.claimed(here.story("b")), TestLedger.service("s-2"), 3, BigDecimal.ONE,
                null, here.now(), here.now())).isTrue();
        assertThat(looked()).containsExactly("b");
    }

    /** What there is to tell after a few seconds. */
    private List<String> looked() {
        IntStream.range(0, 5).forEach(time -> viewers.lookAround());
        return viewers.take();
    }
}
