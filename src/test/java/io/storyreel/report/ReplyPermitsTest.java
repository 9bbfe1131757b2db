package io.storyreel.report;

import static io.storyreel.exchange.PropertyNames.RECIPIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.storyreel.TestBeans;
import io.storyreel.settings.TestSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplyPermitsTest {

    private final TestBeans parts = new TestBeans(TestSettings.with("storyreel.api.max-retries", "2"),
            Clock.systemUTC());

    private final CamelContext camel = new DefaultCamelContext();

    private final ExecutorService reporters = Executors.newFixedThreadPool(20);

    private final CountDownLatch room = new CountDownLatch(1);

    private final AtomicInteger waiting = new AtomicInteger();

    private final Processor blocking = parts.get(ReplyPermits.class).wrap(null, exchange -> {
        waiting.incrementAndGet();
        room.await();
        waiting.decrementAndGet();
    });

    @AfterEach
    void stop() {
        reporters.shutdownNow();
    }

    @Test
    void addressesThatTakeNothingHoldTwoAndTheOthersArePutOff() {
        List<Exchange> all = send(20, "new", "digest");

        await().until(() -> all.stream().filter(one -> one.getException() instanceof RecipientUnavailable)
                .count() == 18);
        assertThat(waiting).hasValue(2);
        assertThat(((RecipientUnavailable) last(all,
                RecipientUnavailable.class)).until()).isAfter(Clock.systemUTC().instant().minusSeconds(5));

        room.countDown();
        await().until(() -> waiting.get() == 0);
        Exchange later = send(1, "later", "digest").get(0);
        await().until(() -> Boolean.TRUE.equals(later.getProperty("sent")));
        assertThat(later.getException()).isNull();
    }

    @Test
    void thoseThatHaveFailedTakeNoPermitOfThoseThatAreTriedForTheFirstTime() {
        IntStream.range(0, 20).forEach(i -> parts.get(RecipientBackoff.class).failed("failed" + i, true));
        send(20, "failed", "digest");
        await().until(() -> waiting.get() == 1);

        send(1, "new", "digest");

        await().until(() -> waiting.get() == 2);
    }

    @Test
    void answersAtOnceTakeNoPermitOfOutcomes() {
        send(20, "asked", null);
        await().until(() -> waiting.get() == 2);

        send(1, "new", "digest");

        await().until(() -> waiting.get() == 3);
    }

    private static Exception last(List<Exchange> all, Class<? extends Exception> type) {
        return all.stream().map(Exchange::getException).filter(type::isInstance).findFirst().orElseThrow();
    }

    private List<Exchange> send(int number, String recipient, String digest) {
        return IntStream.range(0, number).mapToObj(i -> {
            Exchange exchange = new DefaultExchange(camel);
            exchange.setProperty(RECIPIENT, recipient + i);
            exchange.setProperty("outcomeDigest", digest);
            reporters.submit(() -> {
                blocking.process(exchange);
                exchange.setProperty("sent", exchange.getException() == null);
                return null;
            });
            return exchange;
        }).toList();
    }
}
