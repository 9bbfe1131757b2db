package io.storyreel.messaging.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.storyreel.sandbox.LocalArtemis;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jms.connection.SingleConnectionFactory;
import org.springframework.jms.core.JmsTemplate;

/** The limit of a send: without a broker, and at one whose address is full. */
@Timeout(60)
class JmsSendTimeoutTest {

    private static final Duration LIMIT = Duration.ofMillis(200);

    private static final String FULL = LocalArtemis.SMALL + "answers";

    private final JmsSendTimeout limit = new JmsSendTimeout(LIMIT);

    @AfterEach
    void stop() {
        limit.stop();
    }

    @Test
    void aSendThatHangsIsReleased() throws Exception {
        assertThat(send(Duration.ZERO)).isInstanceOf(JMSException.class)
                .hasMessage("not taken within 0.2 s, as by an address that is full");
        assertThat(Thread.currentThread().isInterrupted()).as("what comes next is interrupted too").isFalse();
    }

    @Test
    void aSendWhoseSessionWasLongInComingIsReleasedToo() throws Exception {
        assertThat(send(LIMIT.multipliedBy(3))).isInstanceOf(JMSException.class)
                .hasMessageStartingWith("not taken within");
    }

    @Test
    void whatAFullAddressWasGivenUpForDoesNotReachItAllTheSame(@TempDir Path folder) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try (LocalArtemis broker = LocalArtemis.start(folder);
                ActiveMQConnectionFactory artemis = new ActiveMQConnectionFactory(broker.url())) {
            SingleConnectionFactory connection = new SingleConnectionFactory(artemis);
            JmsTemplate template = new JmsTemplate(connection);
            template.convertAndSend(FULL, "x".repeat(15_000));
            int sessions = broker.sessions();
            List<Callable<Exception>> sends = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                sends.add(() -> send(template));
            }
            for (Future<Exception> sent : senders.invokeAll(sends)) {
                assertThat(sent.get()).isInstanceOf(JMSException.class).hasMessageStartingWith("not taken within");
            }

            assertThat(broker.messages(FULL)).isEqualTo(1);
            await().atMost(Duration.ofSeconds(20)).until(() -> broker.sessions() <= sessions);
            // The connection is as good as it was.
            template.convertAndSend("others.answers", "y");
            assertThat(broker.messages("others.answers")).isEqualTo(1);
            connection.destroy();
        } finally {
            senders.shutdownNow();
        }
    }

    /** Sends, where the broker gives a session after so long, and hangs then. */
    private Exception send(Duration session) throws Exception {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        limit.wrap(null, sent -> {
            // Nobody counts it down: the time passes.
            new CountDownLatch(1).await(session.toMillis(), TimeUnit.MILLISECONDS);
            limit.onMessageCreated(null, null, sent, null);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                // As Artemis does.
                Thread.currentThread().interrupt();
                sent.setException(e);
            }
        }).process(exchange);
        return exchange.getException();
    }

    /** Sends by JMS, as Camel does. */
    private Exception send(JmsTemplate template) throws Exception {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        limit.wrap(null, sent -> {
            try {
                template.send(FULL, session -> {
                    Message message = session.createTextMessage("result");
                    limit.onMessageCreated(message, session, sent, null);
                    return message;
                });
            } catch (RuntimeException e) {
                sent.setException(e);
            }
        }).process(exchange);
        return exchange.getException();
    }
}
