package io.storyreel.track;

import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/**
 * Joins a story's events in whatever order they come: each adds what it knows, a later one of a kind replaces the
 * earlier. Whole once the ticket and a final observation are there; a callback alone never is. An observation brings
 * its ticket along, so whatever a kill has taken is made good by the next one.
 */
@ApplicationScoped
@Named("storyJoin")
@Unremovable
public class StoryJoin implements AggregationStrategy {

    @Override
    public Exchange aggregate(Exchange group, Exchange event) {
        if (group == null) {
            return event;
        }
        group.getMessage().setBody(group.getMessage().getBody(JoinEvent.class)
                .and(event.getMessage().getBody(JoinEvent.class)));
        return group;
    }

    /** What is joined with what. */
    public String batchId(@Body JoinEvent event) {
        return event.batchId();
    }

    /** The completion predicate of the route. */
    public boolean isWhole(@Body JoinEvent joined) {
        return joined.isWhole();
    }

    /** Whether the observation says that the video is made; otherwise it says that there will be none. */
    public boolean isMade(@Body JoinEvent joined) {
        return joined.end() == Observation.MADE;
    }
}
