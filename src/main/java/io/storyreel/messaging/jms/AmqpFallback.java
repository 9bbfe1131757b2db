package io.storyreel.messaging.jms;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.storyreel.fault.UnhandledFaults;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.text.RootCause;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import org.apache.camel.CamelContext;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.springframework.jms.connection.SingleConnectionFactory;

/**
 * Goes over to AMQP where Artemis cannot hand a message out otherwise. Its own protocol has no timestamps, UUIDs or
 * nested values among a message's properties: of one that came by AMQP and has such, the broker closes every consumer
 * that it is given to, and in the end takes it for dead. By AMQP it is handed out as it came. So the first time a
 * consumer is closed by a broker that is there, the queue is taken from by AMQP until the next start.
 */
@ApplicationScoped
public class AmqpFallback {

    static final String BY_ARTEMIS = "take-from-jms";

    static final String BY_AMQP = "take-from-jms-by-amqp";

    /** How Artemis' client says that its consumer is closed. */
    private static final String CONSUMER_IS_CLOSED = "AMQ219017";

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    private final CamelContext camel;
    private final SingleConnectionFactory artemis;
    private final JmsConnectionFactory amqp;
    private final UnhandledFaults faults;

    /** Not in the listener's own thread, which is part of what is stopped. */
    private final ExecutorService switchman = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "amqp-take-over");
        thread.setDaemon(true);
        return thread;
    });

    AmqpFallback(CamelContext camel, SingleConnectionFactory artemis, JmsConnectionFactory amqp,
            UnhandledFaults faults) {
        this.camel = camel;
        this.artemis = artemis;
        this.amqp = amqp;
        this.faults = faults;
    }

    /** @return whether this is what is looked for; what is to be done about it is done later */
    boolean consider(JMSException broken) {
        if (!String.valueOf(broken.getMessage()).contains(CONSUMER_IS_CLOSED)) {
            return false;
        }
        switchman.execute(this::takeOver);
        return true;
    }

    private void takeOver() {
        // A consumer is closed by an outage too, and that passes.
        if (!camel.isStarted() || !camel.getRouteController().getRouteStatus(BY_AMQP).isStopped()
                || !answers(artemis)) {
            return;
        }
        try (Connection connection = amqp.createConnection()) {
            connection.start();
        } catch (JMSException e) {
            if (faults.shouldLog("no-amqp")) {
                LOG.warn(LogEvent.BROKER_AMQP,
                        "{}: the broker could not hand a message of an AMQP sender out, and speaks no AMQP with us: in"
                        + " the end it is among its dead letters: {}", BY_ARTEMIS, RootCause.of(e));
            }
            return;
        }
        try {
            LOG.warn(LogEvent.BROKER_AMQP,
                    "{}: the broker could not hand a message of an AMQP sender out; taken by AMQP from now on",
                    BY_ARTEMIS);
            camel.getRouteController().stopRoute(BY_ARTEMIS);
            camel.getRouteController().startRoute(BY_AMQP);
        } catch (Exception e) {
            LOG.error(LogEvent.BROKER_AMQP, "{}: could not go over to AMQP: {}", BY_ARTEMIS, RootCause.of(e));
        }
    }

    private static boolean answers(SingleConnectionFactory connections) {
        try {
            connections.createConnection().createSession().close();
            return true;
        } catch (JMSException e) {
            return false;
        }
    }

    @PreDestroy
    void stop() {
        switchman.shutdownNow();
    }
}
