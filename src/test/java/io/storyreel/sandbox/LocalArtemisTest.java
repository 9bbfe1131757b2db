package io.storyreel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalArtemisTest {

    private static final String QUEUE = "storyreel.requests";

    private static final long PATIENCE_MS = 10_000;

    @TempDir
    Path folder;

    private LocalArtemis artemis;

    @BeforeEach
    void start() {
        artemis = LocalArtemis.start(folder);
    }

    @AfterEach
    void stop() {
        artemis.close();
    }

    @Test
    void whatAnAmqpClientPublishesACoreClientReads() {
        publish(amqp(), "from afar");

        assertThat(read(core())).isEqualTo("from afar");
    }

    @Test
    void whatACoreClientPublishesAnAmqpClientReads() {
        publish(core(), "from nearby");

        assertThat(read(amqp())).isEqualTo("from nearby");
    }

    @Test
    void messagesOutliveTheBrokersAbsence() {
        publish(amqp(), "patient");
        publish(core(), "too");

        artemis.goAway();
        assertThatThrownBy(() -> core().createContext()).isInstanceOf(JMSRuntimeException.class);
        assertThatThrownBy(() -> artemis.messages(QUEUE)).hasMessageContaining("away");
        artemis.comeBack();

        assertThat(read(core())).isEqualTo("patient");
        assertThat(read(amqp())).isEqualTo("too");
    }

    @Test
    void aMessageThatIsBeingDeliveredCounts() {
        assertThat(artemis.messages(QUEUE)).isZero();
        publish(core(), "one");
        publish(core(), "two");
        await().until(() -> artemis.messages(QUEUE) == 2);
        try (JMSContext context = core().createContext(JMSContext.SESSION_TRANSACTED)) {
            context.createConsumer(context.createQueue(QUEUE)).receive(PATIENCE_MS);

            assertThat(artemis.messages(QUEUE)).isEqualTo(2);
            context.commit();
            await().until(() -> artemis.messages(QUEUE) == 1);
        }
    }

    @Test
    void aMessageIsDeliveredAgainAsOftenAsItIsRolledBack() {
        publish(core(), "stubborn");
        try (JMSContext context = core().createContext(JMSContext.SESSION_TRANSACTED)) {
            var consumer = context.createConsumer(context.createQueue(QUEUE));
            for (int attempt = 0; attempt < 15; attempt++) {
                assertThat(consumer.receiveBody(String.class, PATIENCE_MS)).isEqualTo("stubborn");
                context.rollback();
            }
        }
        assertThat(artemis.messages(QUEUE)).isEqualTo(1);
    }

    @Test
    void aTakenPortIsReported() {
        int taken = Integer.parseInt(artemis.url().substring(artemis.url().lastIndexOf(':') + 1));

        assertThatThrownBy(() -> LocalArtemis.start(folder.resolve("second"), taken))
                .hasMessageContaining("port " + taken);
    }

    private ConnectionFactory core() {
        return new ActiveMQConnectionFactory(artemis.url());
    }

    private ConnectionFactory amqp() {
        return new JmsConnectionFactory(artemis.amqpUrl());
    }

    private static void publish(ConnectionFactory client, String body) {
        try (JMSContext context = client.createContext()) {
            context.createProducer().send(context.createQueue(QUEUE), body);
        }
    }

    private static String read(ConnectionFactory client) {
        try (JMSContext context = client.createContext()) {
            return context.createConsumer(context.createQueue(QUEUE)).receiveBody(String.class, PATIENCE_MS);
        }
    }
}
