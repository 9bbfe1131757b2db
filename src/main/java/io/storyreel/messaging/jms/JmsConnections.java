package io.storyreel.messaging.jms;

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
import org.springframework.jms.connection.SingleConnectionFactory;

/**
 * Makes the connections to ActiveMQ Artemis, from {@code storyreel.jms.*}: a pool to take requests from, and one to
 * send over, so that an address that takes nothing keeps no request waiting.
 */
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
        ActiveMQConnectionFactory artemis = artemis(settings.jms());
        if (!settings.jms().url().contains("consumerWindowSize")) {
            artemis.setConsumerWindowSize(NO_PREFETCH);
        }
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(artemis);
        return pool;
    }

    void close(@Disposes JmsPoolConnectionFactory pool) {
        pool.stop();
    }

    /** A single connection, made anew where it breaks, with a session for each send, see {@link JmsSendTimeout}. */
    @Produces
    @Singleton
    @Typed(SingleConnectionFactory.class)
    @Named("jmsSends")
    @Unremovable
    SingleConnectionFactory sends(StoryreelSettings settings) {
        ActiveMQConnectionFactory artemis = artemis(settings.jms());
        if (!settings.jms().url().contains("callTimeout")) {
            artemis.setCallTimeout(JmsSendTimeout.LIMIT.toMillis());
        }
        SingleConnectionFactory single = new SingleConnectionFactory(artemis);
        single.setReconnectOnException(true);
        return single;
    }

    void close(@Disposes SingleConnectionFactory single) {
        single.destroy();
    }

    private static ActiveMQConnectionFactory artemis(StoryreelSettings.Jms jms) {
        return new ActiveMQConnectionFactory(jms.url(), jms.username().orElse(null), jms.password().orElse(null));
    }
}
