package io.storyreel.report;

import static io.storyreel.exchange.PropertyNames.CHANNEL;
import static io.storyreel.exchange.PropertyNames.TAKEN;

import java.util.List;
import java.util.Map;

import io.quarkus.arc.Unremovable;
import io.storyreel.result.StoryResult;
import io.storyreel.story.IntakeResult;
import io.storyreel.story.IntakeResult.Outcome;
import io.storyreel.story.Origin;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperties;
import org.apache.camel.ExchangeProperty;

/** The answer to a request that was asked before. */
@ApplicationScoped
@Named("duplicates")
@Unremovable
public class Duplicates {

    /** The first stories of those requests that are duplicates; none of a message that asked for nothing. */
    public List<Story> all(@ExchangeProperty(TAKEN) List<IntakeResult> taken) {
        return taken == null ? List.of() : taken.stream().filter(one -> one.outcome() == Outcome.DUPLICATE)
                .map(IntakeResult::story).toList();
    }

    /**
     * Those that are to be answered on a queue: asked before by another message. The same message is delivered once
     * more when its acknowledgement was lost; then its stories' own results are its answer.
     */
    public List<Story> toAnswer(@ExchangeProperty(TAKEN) List<IntakeResult> taken,
            @ExchangeProperty(CHANNEL) String channel, @ExchangeProperties Map<String, Object> properties) {
        Origin here = Origin.of(channel, properties);
        return all(taken).stream().filter(story -> !story.origin().isSameMessage(here)).toList();
    }

    /**
     * Those of them whose story is over and reported, so that an answer can be missing only because somebody took it
     * away. An outcome that is still on its way to the outbox must not be forestalled by a duplicate's.
     */
    public List<Story> over(@ExchangeProperty(TAKEN) List<IntakeResult> taken) {
        return all(taken).stream().filter(story -> story.state().isFinal() && story.reportAt() == null).toList();
    }

    /** Its result: it names the first story, and the object once there is one. */
    public StoryResult result(@Body Story first) {
        return StoryResult.duplicateOf(first);
    }
}
