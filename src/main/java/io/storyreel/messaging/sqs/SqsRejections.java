package io.storyreel.messaging.sqs;

import static io.storyreel.exchange.PropertyNames.ERROR_CODE;
import static io.storyreel.exchange.PropertyNames.ERROR_MESSAGE;
import static io.storyreel.exchange.PropertyNames.RECEIVED;

import java.util.Set;

import io.quarkus.arc.Unremovable;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.story.Origin;
import io.storyreel.text.RootCause;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.util.ObjectHelper;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** What becomes of a rejected message that storyreel.sqs.rejected-queue does not take. */
@ApplicationScoped
@Named("sqsRejections")
@Unremovable
public class SqsRejections {

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    /** So much of a message that nobody else has any more is put into the log. */
    private static final int MOST = 1_000;

    /** What no repetition mends; keys that are not known or have expired are mended like an outage. */
    private static final Set<String> FOR_GOOD = Set.of("AccessDenied", "AccessDeniedException", "QueueDoesNotExist",
            "AWS.SimpleQueueService.NonExistentQueue", "InvalidAddress", "InvalidSecurity", "UnsupportedOperation",
            "AWS.SimpleQueueService.UnsupportedOperation", "KmsAccessDenied", "KmsDisabled", "KmsInvalidKeyUsage",
            "KmsInvalidState", "KmsNotFound", "KmsOptInRequired");

    /** Whether the queue would refuse the same the next time too, and not only because SQS is out of reach. */
    public boolean isForGood(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception caught) {
        SqsException refusal = ObjectHelper.getException(SqsException.class, caught);
        if (refusal == null) {
            return false;
        }
        return refusal instanceof MessageRefused || refusal instanceof InvalidMessageContentsException
                || refusal instanceof QueueDoesNotExistException
                || refusal.awsErrorDetails() != null && refusal.awsErrorDetails().errorCode() != null
                        && FOR_GOOD.contains(refusal.awsErrorDetails().errorCode());
    }

    /** No queue takes even word of it, and those behind it must go on: the log has what there is to know of it. */
    public void leave(@ExchangeProperty(Origin.MESSAGE) String message,
            @ExchangeProperty(ERROR_CODE) String code,
            @ExchangeProperty(ERROR_MESSAGE) String words,
            @ExchangeProperty(RECEIVED) String body, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why) {
        String text = String.valueOf(body);
        LOG.error(LogEvent.REJECTION_LEFT,
                "message {}: rejected and deleted, neither the rejected nor the result queue takes it; {}, {}; {};"
                + " it began with: {}", message, code, words, RootCause.of(why), text.substring(0,
                Math.min(MOST, text.length())));
    }
}
