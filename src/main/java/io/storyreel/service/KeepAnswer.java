package io.storyreel.service;

import static io.storyreel.exchange.PropertyNames.ANSWER;
import static io.storyreel.exchange.PropertyNames.ASKED_AT;

import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Brings the answer of a call that was made in an exchange of its own back to the one that asked. */
@ApplicationScoped
@Named("keepAnswer")
@Unremovable
public class KeepAnswer implements AggregationStrategy {

    @Override
    public Exchange aggregate(Exchange asker, Exchange asked) {
        if (asked != null) {
            asker.setProperty(ANSWER, asked.getProperty(ANSWER));
            asker.setProperty(ASKED_AT, asked.getProperty(ASKED_AT));
        }
        if (asked != null && asked.getException() != null) {
            asker.setException(asked.getException());
        }
        return asker;
    }
}
