package io.storyreel.deliver;

import static io.storyreel.exchange.PropertyNames.ANSWER;
import static io.storyreel.exchange.PropertyNames.STORY;

import io.quarkus.arc.Unremovable;
import io.storyreel.ledger.DeliveryLedger;
import io.storyreel.service.ApiAnswer;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Takes over a video's address from a GET where it shows one; else the story keeps the one it has. */
@ApplicationScoped
@Named("freshAddress")
@Unremovable
public class FreshAddress implements AggregationStrategy {

    private final DeliveryLedger ledger;

    FreshAddress(DeliveryLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Exchange aggregate(Exchange delivery, Exchange asked) {
        ApiAnswer answer = asked == null ? null : asked.getProperty(ANSWER, ApiAnswer.class);
        Story story = delivery.getProperty(STORY, Story.class);
        String address = answer == null || !answer.hasStory() ? ""
                : answer.told().videoUrl();
        if (!address.isEmpty() && ledger.freshAddress(story, address, answer.story())) {
            delivery.setProperty(STORY, story.at(address, answer.story()));
        }
        return delivery;
    }
}
