package io.storyreel.messaging.jms;

import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import jakarta.jms.Message;
import jakarta.jms.Session;
import org.springframework.jms.support.converter.MessageConverter;

/** Sends a JMS message that stands in the body as it is, whatever is in it: nothing is converted, nothing unpacked. */
@ApplicationScoped
@Named("jmsPassThrough")
@Unremovable
public class JmsPassThrough implements MessageConverter {

    @Override
    public Message toMessage(Object message, Session session) {
        return (Message) message;
    }

    @Override
    public Object fromMessage(Message message) {
        return message;
    }
}
