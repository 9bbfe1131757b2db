package io.storyreel.messaging.jms;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.text.RootCause;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;

/** Tells of a broker that is away, once a minute while it is; the listeners ask for it every other second. */
@ApplicationScoped
@Named("jmsOutages")
@Unremovable
public class JmsOutages implements ExceptionListener {

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    private final UnhandledFaults faults;
    private final AmqpFallback takeOver;

    JmsOutages(UnhandledFaults faults, AmqpFallback takeOver) {
        this.faults = faults;
        this.takeOver = takeOver;
    }

    @Override
    public void onException(JMSException broken) {
        if (!takeOver.consider(broken) && faults.shouldLog("jms")) {
            LOG.warn(LogEvent.BROKER_AWAY,
                    "take-from-jms: the broker can't be reached, asked for again until it is: {}",
                    RootCause.of(broken));
        }
    }
}
