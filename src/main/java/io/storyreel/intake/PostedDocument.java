package io.storyreel.intake;

import static io.storyreel.exchange.PropertyNames.TAKEN;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Unremovable;
import io.storyreel.exchange.PropertyNames;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.journal.Subject;
import io.storyreel.metrics.OutcomeMetrics;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.Rejection;
import io.storyreel.result.StoryResult;
import io.storyreel.story.IntakeResult;
import io.storyreel.story.IntakeResult.Outcome;
import io.storyreel.text.Excerpt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/** What a document that was posted by HTTP asks for beside itself, and what is answered to it at once. */
@ApplicationScoped
@Named("postedDocument")
@Unremovable
public class PostedDocument {

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    private static final String DRY_RUN = "dry_run";

    private final ObjectMapper json;

    private final OutcomeMetrics metrics;

    PostedDocument(ObjectMapper json, OutcomeMetrics metrics) {
        this.json = json;
        this.metrics = metrics;
    }

    /**
     * Whether nothing is to be taken up or paid. Only the address says so: Camel's headers of the same name may be the
     * request's own.
     *
     * @throws InvalidRequest where it says it in another word than {@code true} or {@code false}, or twice: a typing
     *         mistake must not be paid for
     */
    public boolean isDryRun(Exchange exchange) throws InvalidRequest {
        return isDryRun(exchange.getMessage(HttpMessage.class).getRequest().params().getAll(DRY_RUN));
    }

    static boolean isDryRun(List<String> said) throws InvalidRequest {
        if (said.isEmpty() || said.equals(List.of("false"))) {
            return false;
        }
        if (said.equals(List.of("true"))) {
            return true;
        }
        throw new InvalidRequest("", "the parameter " + DRY_RUN + " is \""
                + new Excerpt(String.join(", ", said), Excerpt.OF_A_VALUE)
                + "\": it must be true or false, once; nothing was taken up");
    }

    /** 202 where something goes on from here, 200 where all of it was asked before. */
    public int status(@ExchangeProperty(TAKEN) List<IntakeResult> taken) {
        return taken.stream().allMatch(one -> one.outcome() == Outcome.DUPLICATE) ? 200 : 202;
    }

    /** {@code {"request_ids": [..]}}, in the document's order. */
    public String requestIds(@ExchangeProperty(TAKEN) List<IntakeResult> taken) throws JsonProcessingException {
        return json.writeValueAsString(
                Map.of("request_ids", taken.stream().map(one -> one.story().requestId()).toList()));
    }

    /** The result of a document that is not taken up; a dry run's would not have been, and does not count. */
    public String rejected(@ExchangeProperty(PropertyNames.DOCUMENT) JsonNode document,
            @ExchangeProperty(PropertyNames.DRY_RUN) Boolean isDryRun,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception caught) throws JsonProcessingException {
        Rejection why = Rejection.of(caught, document);
        if (!Boolean.TRUE.equals(isDryRun)) {
            metrics.rejected(why.code());
        }
        if (why.requestId() == null) {
            LOG.warn(LogEvent.REQUEST_REJECTED, "a posted document: rejected, from the http, {}", why.message());
        } else {
            LOG.warn(LogEvent.REQUEST_REJECTED, Subject.of(why.requestId()), "rejected, from the http, {}",
                    why.message());
        }
        return json.writeValueAsString(StoryResult.rejected(why.requestId(),
                StoryError.of(why.code(), Stage.INTAKE, why.message())));
    }
}
