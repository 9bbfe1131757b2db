package io.storyreel.service;

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
            asker.setProperty("answer", asked.getProperty("answer"));
            asker.setProperty("askedAt", asked.getProperty("askedAt"));
        }
        if (asked != null && asked.getException() != null) {
            asker.setException(asked.getException());
        }
        return asker;
    }
}
