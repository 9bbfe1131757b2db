package io.storyreel.messaging.jms;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientSession.AddressQuery;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.springframework.jms.connection.SingleConnectionFactory;

/**
 * Whether somebody could ever read what is sent to an address that a sender has named. JMS cannot ask, and sending does
 * not always tell: what is sent to an address without a queue is gone, and of the name of a temporary queue whose owner
 * has left Artemis makes a queue that nobody knows.
 */
@ApplicationScoped
public class ReplyAddresses {

    private final SingleConnectionFactory connections;

    ReplyAddresses(SingleConnectionFactory connections) {
        this.connections = connections;
    }

    /**
     * Asks the broker.
     *
     * @throws JMSException where the broker can't be asked
     */
    boolean isThere(ActiveMQDestination address) throws JMSException {
        // The connection is the one that sends; it stays open.
        Connection connection = connections.createConnection();
        try (ActiveMQSession session = (ActiveMQSession) connection.createSession()) {
            return leadsToAQueue(address, session.getCoreSession().addressQuery(address.getSimpleAddress()));
        } catch (ActiveMQException e) {
            JMSException broken = new JMSException(e.getMessage());
            broken.initCause(e);
            throw broken;
        }
    }

    private static boolean leadsToAQueue(ActiveMQDestination address, AddressQuery found) {
        if (address.isTemporary()) {
            return found.isExists();
        }
        if (!address.isQueue()) {
            // Nobody who subscribes later gets what is published now.
            return found.isExists() && found.isSupportsMulticast() && !found.getQueueNames().isEmpty();
        }
        boolean isMade = found.isAutoCreateQueues() && (found.isExists() || found.isAutoCreateAddresses());
        return (!found.isExists() || found.isSupportsAnycast()) && (isMade || !found.getQueueNames().isEmpty());
    }
}
