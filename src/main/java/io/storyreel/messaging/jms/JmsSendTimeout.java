package io.storyreel.messaging.jms;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.quarkus.arc.Unremovable;
import io.storyreel.text.ReadableValues;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.jms.MessageCreatedStrategy;
import org.apache.camel.spi.Policy;

/**
 * Ends a send that takes too long: {@code policy: jmsSendTimeout} around the endpoint, which names it as its
 * {@code messageCreatedStrategy} too. Artemis' client waits without end where an address is full and its policy is
 * BLOCK, and knows no limit for that; an interrupt is what lets it go. (So does closing its session from outside, but
 * then the client sends what it was not allowed to, if it is faster than the close, and the broker takes it.)
 */
@ApplicationScoped
@Named("jmsSendTimeout")
@Unremovable
public class JmsSendTimeout implements Policy, MessageCreatedStrategy {

    /** A broker takes milliseconds. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private final Duration limit;

    private final ThreadLocal<Send> current = new ThreadLocal<>();

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "jms-time-limit");
        thread.setDaemon(true);
        return thread;
    });

    JmsSendTimeout() {
        this(LIMIT);
    }

    JmsSendTimeout(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // There is nothing to change in the route.
    }

    @Override
    public Processor wrap(Route route, Processor send) {
        return exchange -> {
            Send now = new Send();
            current.set(now);
            try {
                send.process(exchange);
            } finally {
                now.ends();
                current.remove();
            }
            if (now.isGivenUp() && exchange.getException() != null) {
                exchange.setException(new JMSException("not taken within " + ReadableValues.of(limit)
                        + ", as by an address that is full"));
            }
        };
    }

    /**
     * Camel has made the message and is about to send it in this session. The time counts from here on, however long
     * the broker took to give a session: that has limits of its own.
     */
    @Override
    public void onMessageCreated(Message message, Session session, Exchange exchange, Throwable cause) {
        Send now = current.get();
        if (now != null) {
            now.goesOut(watch.schedule(now::giveUp, limit.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    @PreDestroy
    void stop() {
        watch.shutdownNow();
    }

    /** One send, seen by its own thread and by the watch. */
    private static final class Send {

        private final Thread sender = Thread.currentThread();

        private Future<?> limit;

        private boolean givenUp;

        private boolean ended;

        synchronized void goesOut(Future<?> within) {
            stopClock();
            limit = within;
        }

        synchronized void ends() {
            ended = true;
            stopClock();
            if (givenUp) {
                // The interrupt was for this send, and for nothing that its thread does next.
                Thread.interrupted();
            }
        }

        private void stopClock() {
            if (limit != null) {
                limit.cancel(false);
            }
        }

        synchronized boolean isGivenUp() {
            return givenUp;
        }

        synchronized void giveUp() {
            if (!ended) {
                givenUp = true;
                sender.interrupt();
            }
        }
    }
}
