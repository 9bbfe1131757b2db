package io.storyreel.queue;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/** Makes the pool of connections to ActiveMQ Artemis, from {@code storyreel.jms.*}. */
@ApplicationScoped
public class JmsConnections {

    /** Every message is asked for, so that what one replica is not working on is there for the others. */
    private static final int NO_PREFETCH = 0;

    /** The pool, which connects to nothing before a route that uses it has started. */
    @Produces
    @Singleton
    @Typed(JmsPoolConnectionFactory.class)
    @Named("jmsConnections")
    @Unremovable
    JmsPoolConnectionFactory connections(StoryreelSettings settings) {
        StoryreelSettings.Jms jms = settings.jms();
        ActiveMQConnectionFactory artemis = new ActiveMQConnectionFactory(jms.url(), jms.username().orElse(null),
                jms.password().orElse(null));
        if (!jms.url().contains("consumerWindowSize")) {
            artemis.setConsumerWindowSize(NO_PREFETCH);
        }
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(artemis);
        return pool;
    }

    void close(@Disposes JmsPoolConnectionFactory pool) {
        pool.stop();
    }
}
