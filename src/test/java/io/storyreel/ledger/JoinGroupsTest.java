package io.storyreel.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class JoinGroupsTest {

    private final TestLedger here = TestLedger.fresh();

    private final JoinGroups groups = here.get(JoinGroups.class);

    @AfterEach
    void close() {
        here.close();
    }

    @Test
    void whatIsKeptOfABatchIsThereForTheNextProcess() {
        groups.keep("s-1", "{\"a\":1}");
        groups.keep("s-2", "{}");
        groups.keep("s-1", "{\"a\":2}");

        JoinGroups later = here.anotherProcess().get(JoinGroups.class);
        assertThat(later.events("s-1")).contains("{\"a\":2}");
        assertThat(later.open()).containsExactlyInAnyOrder("s-1", "s-2");
    }

    @RepeatedTest(10)
    void aGroupThatTwoReplicasOpenAtOnceIsOne() throws Exception {
        JoinGroups there = here.anotherProcess().get(JoinGroups.class);

        AtOnce.both(() -> keep(groups, "{\"a\":1}"), () -> keep(there, "{\"a\":2}"));

        assertThat(groups.open()).containsExactly("s-1");
    }

    private static boolean keep(JoinGroups replica, String events) {
        replica.keep("s-1", events);
        return true;
    }

    @Test
    void aClosedGroupIsGoneAndClosingItAgainIsNoHarm() {
        groups.keep("s-1", "{}");

        groups.close("s-1");
        groups.close("s-1");

        assertThat(groups.events("s-1")).isEmpty();
        assertThat(groups.open()).isEmpty();
    }
}
