package io.storyreel.queue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The limit of a send, without a broker: a send that hangs is one that waits for its session to be closed. */
@Timeout(20)
class JmsTimeLimitTest {

    private static final Duration LIMIT = Duration.ofMillis(200);

    private final JmsTimeLimit limit = new JmsTimeLimit(LIMIT);

    private final CountDownLatch closed = new CountDownLatch(1);

    private final Session session = (Session) Proxy.newProxyInstance(Session.class.getClassLoader(),
            new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("close")) {
                    closed.countDown();
                }
                return null;
            });

    @AfterEach
    void stop() {
        limit.stop();
    }

    @Test
    void aSendThatHangsIsLetGo() throws Exception {
        assertThat(send(Duration.ZERO)).isInstanceOf(JMSException.class)
                .hasMessage("not taken within 0.2 s, as by an address that is full");
    }

    @Test
    void aSendWhoseSessionWasLongInComingIsLetGoToo() throws Exception {
        assertThat(send(LIMIT.multipliedBy(3))).isInstanceOf(JMSException.class)
                .hasMessageStartingWith("not taken within");
    }

    /** Sends, where the broker gives a session after so long, and hangs then. */
    private Exception send(Duration session) throws Exception {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        limit.wrap(null, sent -> {
            // Nobody counts it down: the time passes.
            new CountDownLatch(1).await(session.toMillis(), TimeUnit.MILLISECONDS);
            limit.onMessageCreated(null, this.session, sent, null);
            closed.await();
            sent.setException(new JMSException("the session is closed"));
        }).process(exchange);
        return exchange.getException();
    }
}
