package io.storyreel.messaging;

import static io.storyreel.exchange.PropertyNames.CHANNEL;
import static io.storyreel.exchange.PropertyNames.DOCUMENT;
import static io.storyreel.exchange.PropertyNames.ERROR_CODE;
import static io.storyreel.exchange.PropertyNames.ERROR_MESSAGE;
import static io.storyreel.exchange.PropertyNames.REQUEST_ID;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.fault.ErrorCode;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.journal.Subject;
import io.storyreel.metrics.OutcomeMetrics;
import io.storyreel.request.Rejection;
import io.storyreel.story.Origin;
import io.storyreel.text.Excerpt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** What a message that is not taken up takes along to the rejected queue. */
@ApplicationScoped
@Named("rejectedMessage")
@Unremovable
public class RejectedMessage {

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    /** Queues bound what a header may hold, and a message at the bound would be refused again and again. */
    private static final int MOST = 1024;

    private final OutcomeMetrics metrics;

    RejectedMessage(OutcomeMetrics metrics) {
        this.metrics = metrics;
    }

    /** Leaves code, message and, where it can be told, {@code requestId} on the exchange. */
    public void describe(Exchange exchange, @ExchangeProperty(DOCUMENT) JsonNode document,
            @ExchangeProperty(CHANNEL) String channel, @ExchangeProperty(Origin.MESSAGE) String message,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception caught) {
        Rejection why = Rejection.of(caught, document);
        exchange.setProperty(ERROR_CODE, why.code().name());
        exchange.setProperty(ERROR_MESSAGE, new Excerpt(why.message(), MOST).toString());
        exchange.setProperty(REQUEST_ID, why.requestId());
        if (why.requestId() == null) {
            LOG.warn(LogEvent.REQUEST_REJECTED, "message {}: rejected, from the {}, {}",
                    new Excerpt(String.valueOf(message), Excerpt.OF_A_VALUE), channel, why.message());
        } else {
            LOG.warn(LogEvent.REQUEST_REJECTED, Subject.of(why.requestId()), "rejected, from the {}, {}", channel,
                    why.message());
        }
    }

    /** It is where it was to be put: counted. */
    public void rejected(@ExchangeProperty(ERROR_CODE) String code) {
        metrics.rejected(ErrorCode.valueOf(code));
    }
}
