package io.storyreel.messaging.sqs;

import static io.storyreel.exchange.PropertyNames.ERROR_MESSAGE;
import static io.storyreel.exchange.PropertyNames.OUTCOME_DIGEST;
import static io.storyreel.exchange.PropertyNames.REQUEST_ID;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.quarkus.arc.Unremovable;
import io.storyreel.messaging.PackedHeaders;
import io.storyreel.story.Origin;
import io.storyreel.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Takes a message's attributes, and its group of a FIFO queue, along with its story and back onto the result. */
@ApplicationScoped
@Named("sqsAttributes")
@Unremovable
public class SqsAttributes {

    /** The properties that keep the message's own attributes and its group for its answer. */
    private static final String ATTRIBUTES = "originAttributes";

    private static final String GROUP = "originGroup";

    private static final String BINARY = "Binary";

    /**
     * The attributes, to be kept in the property {@code originAttributes}, each under its name and its type
     * ({@code weight:Number}, {@code note:String.json}); null where there are none.
     */
    public String pack(@Header(Sqs2Constants.MESSAGE_ATTRIBUTES) Map<String, MessageAttributeValue> attributes) {
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        attributes.forEach((name, value) -> bytes.put(name + ":" + value.dataType(),
                value.dataType().startsWith(BINARY) ? value.binaryValue().asByteArray()
                        : value.stringValue().getBytes(StandardCharsets.UTF_8)));
        return PackedHeaders.pack(bytes);
    }

    /** @param packed what {@link #pack} gave */
    static Map<String, MessageAttributeValue> unpack(String packed) {
        Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
        PackedHeaders.unpack(packed).forEach((nameAndType, bytes) -> {
            int colon = nameAndType.lastIndexOf(':');
            attributes.put(nameAndType.substring(0, colon), value(nameAndType.substring(colon + 1), bytes));
        });
        return attributes;
    }

    private static MessageAttributeValue value(String type, byte[] bytes) {
        MessageAttributeValue.Builder value = MessageAttributeValue.builder().dataType(type);
        return type.startsWith(BINARY) ? value.binaryValue(SdkBytes.fromByteArray(bytes)).build()
                : value.stringValue(new String(bytes, StandardCharsets.UTF_8)).build();
    }

    /** How the message's body is packed, as its sender says; null where it is not. */
    public String contentEncoding(@Header(Sqs2Constants.MESSAGE_ATTRIBUTES) Map<String, MessageAttributeValue> all) {
        return all.entrySet().stream().filter(one -> one.getKey().equalsIgnoreCase(PackedHeaders.CONTENT_ENCODING))
                .map(one -> one.getValue().stringValue()).findFirst().orElse(null);
    }

    /** The group of the FIFO queue that the message came in, to be kept in {@code originGroup}; null in any other. */
    public String group(@Header(Sqs2Constants.ATTRIBUTES) Map<MessageSystemAttributeName, String> attributes) {
        return attributes == null ? null : attributes.get(MessageSystemAttributeName.MESSAGE_GROUP_ID);
    }

    /**
     * Puts the kept attributes on the message, for {@link SqsAttributeInterceptor} to unpack: all, as for a rejected
     * message.
     */
    public void restore(Exchange exchange, @ExchangeProperty(ATTRIBUTES) String packed) {
        exchange.getMessage().setHeader(SqsAttributeInterceptor.PACKED, packed);
    }

    /** The same for a result: without those that tell of the request's own body. */
    public void restoreForResult(Exchange exchange, @ExchangeProperty(ATTRIBUTES) String packed) {
        exchange.getMessage().setHeader(SqsAttributeInterceptor.PACKED, PackedHeaders.ofAResult(packed));
    }

    /**
     * Gives what is sent its place in a FIFO queue: the group of the request's message, else the request as a group of
     * its own; and what tells it from all else, so that it is dropped where it is sent once more.
     */
    public void order(Exchange exchange, @ExchangeProperty(GROUP) String group,
            @ExchangeProperty(REQUEST_ID) String requestId, @ExchangeProperty(Origin.MESSAGE) String message,
            @ExchangeProperty(OUTCOME_DIGEST) String outcome, @ExchangeProperty(ERROR_MESSAGE) String error) {
        String of = group != null ? group : requestId != null ? requestId : message;
        exchange.getMessage().setHeader(SqsAttributeInterceptor.GROUP, of);
        exchange.getMessage().setHeader(SqsAttributeInterceptor.ONCE, outcome != null ? outcome
                : Sha256.of((error != null ? "rejection of " : "answer to ") + message + " for " + requestId));
    }
}
