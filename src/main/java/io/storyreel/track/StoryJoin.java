package io.storyreel.track;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.arc.Unremovable;
import io.storyreel.ledger.StoryQueries;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/**
 * Joins a story's events in whatever order they come: each adds what it knows, a later one of a kind replaces the
 * earlier. Whole once the ticket and a final observation are there; a callback alone never is. The ticket of an
 * observation that brings none is in the ledger, see {@link JoinRepository}.
 */
@ApplicationScoped
@Named("storyJoin")
@Unremovable
public class StoryJoin implements AggregationStrategy {

    private final StoryQueries stories;

    StoryJoin(StoryQueries stories) {
        this.stories = stories;
    }

    @Override
    public Exchange aggregate(Exchange group, Exchange event) {
        if (group == null) {
            return event;
        }
        Map<Object, Object> joined = new HashMap<>(group.getMessage().getBody(Map.class));
        joined.putAll(event.getMessage().getBody(Map.class));
        if (joined.containsKey(JoinEvents.VERDICT) && !joined.containsKey(JoinEvents.REQUEST_ID)) {
            stories.waitingFor((String) joined.get(JoinEvents.BATCH_ID))
                    .ifPresent(requestId -> joined.put(JoinEvents.REQUEST_ID, requestId));
        }
        group.getMessage().setBody(joined);
        return group;
    }

    /** What is joined with what. */
    public String batchId(@Body Map<String, Object> event) {
        return (String) event.get(JoinEvents.BATCH_ID);
    }

    /** Whether the observation says that the video is made; otherwise it says that there will be none. */
    public boolean isMade(@Body Map<String, Object> joined) {
        return "success".equals(joined.get(JoinEvents.VERDICT));
    }

    /** The completion predicate of the route. */
    public boolean isWhole(@Body Map<String, Object> joined) {
        return joined.containsKey(JoinEvents.REQUEST_ID) && joined.containsKey(JoinEvents.VERDICT);
    }
}
