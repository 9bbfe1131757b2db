package io.storyreel.queue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.jms.client.ActiveMQConnection;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/**
 * Whether a temporary queue still has its owner. JMS cannot ask, and sending tells nothing: Artemis makes a queue of
 * the name, which nobody will ever read.
 */
@ApplicationScoped
public class TemporaryQueues {

    private final JmsPoolConnectionFactory connections;

    TemporaryQueues(JmsPoolConnectionFactory connections) {
        this.connections = connections;
    }

    /**
     * Asks the broker, over a connection of its own: answers to temporary queues are few.
     *
     * @throws JMSException where the broker can't be asked
     */
    boolean isThere(String name) throws JMSException {
        ConnectionFactory artemis = (ConnectionFactory) connections.getConnectionFactory();
        try (ActiveMQConnection connection = (ActiveMQConnection) artemis.createConnection();
                ActiveMQSession session = (ActiveMQSession) connection.createSession()) {
            return session.getCoreSession().addressQuery(SimpleString.of(name)).isExists();
        } catch (ActiveMQException e) {
            JMSException broken = new JMSException(e.getMessage());
            broken.initCause(e);
            throw broken;
        }
    }
}
