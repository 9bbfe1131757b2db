package io.storyreel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.storyreel.fault.UnhandledFaults;
import io.storyreel.handover.CadenceRoutes;
import io.storyreel.ledger.MovableClock;
import io.storyreel.ledger.TestLedger;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes on while a stop waits for a paid call. */
@Timeout(60)
class StopRouteTest {

    private final AtomicInteger renewals = new AtomicInteger();

    /** Stands for the claims. */
    public final class CountedClaims {
        public void renew() {
            renewals.incrementAndGet();
        }
    }

    @Test
    void claimsAreRenewedForAsLongAsAStopWaitsForWhatIsUnderWay() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch underWay = new CountDownLatch(1);
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.getRegistry().bind("claims", new CountedClaims());
        camel.getRegistry().bind("unhandledFaults",
                new TestBeans(new MovableClock(TestLedger.START)).get(UnhandledFaults.class));
        camel.getRegistry().bind("pollCadence", new Cadence());
        for (String idle : new String[] {"overdueStories", "videoDownload", "backpressure", "stageMonitor",
                "stageSignals", "durability", "storyEvents"}) {
            camel.getRegistry().bind(idle, new Idle());
        }
        PackagedRoutes.load(camel);
        camel.addRoutes(new CadenceRoutes());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:paid").process(call -> {
                    underWay.countDown();
                    answered.await();
                });
            }
        });
        AdviceWith.adviceWith(camel, "renew-claims", route -> route.replaceFromWith("timer:renew?period=100"));
        AdviceWith.adviceWith(camel, "tick", route -> route.replaceFromWith("direct:tick"));
        AdviceWith.adviceWith(camel, "sweep-overdue", route -> route.replaceFromWith("direct:sweep"));
        camel.getShutdownStrategy().setTimeout(30);
        camel.start();
        camel.createProducerTemplate().sendBody("seda:paid", "");
        underWay.await();

        CompletableFuture<Void> stop = CompletableFuture.runAsync(camel::stop);
        await().until(() -> camel.getStatus().isStopping());
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        int before = renewals.get();

        await().untilAsserted(() -> assertThat(renewals.get()).isGreaterThan(before + 3));
        assertThat(stop).isNotDone();
        answered.countDown();
        stop.join();
    }

    /** Stands for the cadence. */
    public static final class Cadence {
        public long tick() {
            return 100;
        }
    }

    /** Stands for what the other routes of the file call. */
    public static final class Idle {
        public void moveOn() {
            // nothing is overdue
        }

        public void discard(String requestId) {
            throw new AssertionError(requestId);
        }

        public void lookAgain() {
            // nothing is held
        }

        public void look() {
            // nothing stands still
        }

        public void wakeDue() {
            // nothing is due
        }

        public void forceRest() {
            // nothing was written
        }

        public void forgetTheOld() {
            // nothing is old
        }
    }
}
