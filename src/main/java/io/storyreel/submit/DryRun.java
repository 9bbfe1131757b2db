package io.storyreel.submit;

import static io.storyreel.exchange.PropertyNames.TAKEN;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.result.StoryResult;
import io.storyreel.service.dialect.Dialect;
import io.storyreel.service.dialect.Dialects;
import io.storyreel.story.IntakeResult;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.ExchangeProperty;

/** Tells what would be sent and what it would cost, for a document that was only looked at. */
@ApplicationScoped
@Named("dryRun")
@Unremovable
public class DryRun {

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    private final Dialects dialects;
    private final ObjectMapper json;

    DryRun(Dialects dialects, ObjectMapper json) {
        this.dialects = dialects;
        this.json = json;
    }

    /**
     * The next paid call of one story.
     *
     * @param fields what it would carry, the address for its webhook aside
     * @param estimatedCredits all its calls together; 0 for a duplicate, which is not paid again; for a resume what it
     *        adds to its story's estimate
     */
    private record Planned(@JsonProperty("request_id") String requestId, String call, ObjectNode fields,
            @JsonProperty("estimated_credits") BigDecimal estimatedCredits) {
    }

    private record Plan(List<Planned> stories, @JsonProperty("estimated_credits") BigDecimal estimatedCredits) {
    }

    /** The answer, as JSON, in the document's order. */
    public String plan(@ExchangeProperty(TAKEN) List<IntakeResult> seen) throws JsonProcessingException {
        List<Planned> stories = seen.stream().map(this::planned).toList();
        BigDecimal sum = stories.stream().map(Planned::estimatedCredits).reduce(BigDecimal.ZERO, BigDecimal::add);
        Plan plan = new Plan(stories, StoryResult.plain(sum));
        LOG.info(LogEvent.REQUEST_DRY_RUN, "a dry run: {} {} looked at, {} credits estimated", stories.size(),
                stories.size() == 1 ? "request" : "requests", plan.estimatedCredits());
        return json.writeValueAsString(plan);
    }

    private Planned planned(IntakeResult seen) {
        Story story = seen.story();
        Dialect dialect = dialects.named(story.dialect());
        StepFields next = new StepFields(dialect, story);
        return new Planned(story.requestId(), "POST " + dialect.pathOf(next.call()), next.fields(),
                StoryResult.plain(seen.adds()));
    }
}
