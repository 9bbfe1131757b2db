package io.storyreel.messaging;

import static io.storyreel.exchange.PropertyNames.CHANNEL;

import java.util.Base64;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.StrictJson;
import io.storyreel.request.StrictUtf8;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.text.Excerpt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/**
 * Takes a request's document out of what a service has put around it on its way into a queue: a notification of SNS, an
 * event of EventBridge, or a CloudEvent in its structured form. Only where there is no mistaking it: all members that
 * the envelope must have are there, and none that makes a request.
 */
@ApplicationScoped
@Named("envelopes")
@Unremovable
public class Envelopes {

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    /** An event of EventBridge may come by way of SNS, and be a CloudEvent's data. */
    private static final int MOST = 3;

    /** What asks for a story stands at its top. */
    private static final List<String> OF_A_REQUEST = List.of("request_id", "idea", "mode", "stages", "resume",
            "template", "image_urls", "image_files", "story_id");

    private final StrictJson json;
    private final boolean unwrap;

    Envelopes(StrictJson json, StoryreelSettings settings) {
        this.json = json;
        this.unwrap = settings.queues().unwrap();
    }

    /**
     * The document inside, or the message itself where it is in no envelope.
     *
     * @return null where it is S3's test, which asks for nothing and is told in the log
     * @throws InvalidRequest where what is in the envelope is no document
     */
    public JsonNode open(@Body JsonNode message, @ExchangeProperty(CHANNEL) String channel) throws InvalidRequest {
        JsonNode document = message;
        for (int i = 0; unwrap && i < MOST && isEnvelope(document); i++) {
            if (isTestOfS3(document)) {
                LOG.info(LogEvent.MESSAGE_DROPPED,
                        "a test of S3 from the {}, dropped: it came when events of the bucket {} were directed there",
                        channel, new Excerpt(document.path("Bucket").asText(), Excerpt.OF_A_VALUE));
                return null;
            }
            document = inside(document);
        }
        return document;
    }

    private static boolean isEnvelope(JsonNode message) {
        return message.isObject() && OF_A_REQUEST.stream().noneMatch(message::has)
                && (isTestOfS3(message) || isOfSns(message) || isOfEventBridge(message) || isCloudEvent(message));
    }

    private JsonNode inside(JsonNode envelope) throws InvalidRequest {
        if (isOfSns(envelope)) {
            return ofSns(envelope);
        }
        if (isOfEventBridge(envelope)) {
            return envelope.get("detail");
        }
        return envelope.has("data_base64") ? ofBase64(envelope.get("data_base64").textValue())
                : envelope.get("data").isTextual() ? read("/data", envelope.get("data").textValue())
                : envelope.get("data");
    }

    private JsonNode ofSns(JsonNode notification) throws InvalidRequest {
        if (!notification.path("Type").textValue().equals("Notification")) {
            throw new InvalidRequest("", "a " + new Excerpt(notification.path("Type").asText(), Excerpt.OF_A_VALUE)
                    + " of SNS, not a request: confirm the subscription yourself, Storyreel follows no links");
        }
        return read("/Message", notification.path("Message").textValue());
    }

    private JsonNode ofBase64(String data) throws InvalidRequest {
        try {
            return read("/data_base64", new StrictUtf8(Base64.getDecoder().decode(data)).text());
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("/data_base64", "not base64: "
                    + new Excerpt(String.valueOf(e.getMessage()), Excerpt.OF_A_VALUE));
        }
    }

    private JsonNode read(String pointer, String text) throws InvalidRequest {
        try {
            return json.read(text);
        } catch (InvalidRequest e) {
            throw new InvalidRequest(pointer, e.getMessage());
        }
    }

    private static boolean isTestOfS3(JsonNode message) {
        return "s3:TestEvent".equals(message.path("Event").textValue()) && areTexts(message, "Service", "Bucket");
    }

    private static boolean isOfSns(JsonNode message) {
        return areTexts(message, "Type", "MessageId", "TopicArn", "Message", "Timestamp")
                && message.path("TopicArn").textValue().startsWith("arn:")
                && List.of("Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation")
                        .contains(message.path("Type").textValue());
    }

    private static boolean isOfEventBridge(JsonNode message) {
        return areTexts(message, "id", "detail-type", "source", "account", "time", "region")
                && message.path("detail").isContainerNode();
    }

    private static boolean isCloudEvent(JsonNode message) {
        JsonNode data = message.path("data");
        return areTexts(message, "specversion", "id", "source", "type")
                && message.path("specversion").textValue().startsWith("1.")
                && (data.isContainerNode() || data.isTextual() || message.path("data_base64").isTextual());
    }

    private static boolean areTexts(JsonNode message, String... names) {
        return List.of(names).stream().allMatch(name -> message.path(name).isTextual());
    }
}
