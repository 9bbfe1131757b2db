package io.storyreel.queue;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.HouseFaults;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of a broker that is away, once a minute while it is; the listeners ask for it every other second. */
@ApplicationScoped
@Named("jmsOutages")
@Unremovable
public class JmsOutages implements ExceptionListener {

    private static final Logger LOG = LoggerFactory.getLogger("storyreel.intake");

    private final HouseFaults faults;
    private final AmqpTakeOver takeOver;

    JmsOutages(HouseFaults faults, AmqpTakeOver takeOver) {
        this.faults = faults;
        this.takeOver = takeOver;
    }

    @Override
    public void onException(JMSException broken) {
        if (!takeOver.consider(broken) && faults.isNews("jms")) {
            LOG.warn("take-from-jms: the broker can't be reached, asked for again until it is: {}",
                    HouseFaults.root(broken));
        }
    }
}
