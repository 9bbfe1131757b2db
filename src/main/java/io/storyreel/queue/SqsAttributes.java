package io.storyreel.queue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Takes a message's attributes along with its story and back onto the result. */
@ApplicationScoped
@Named("sqsAttributes")
@Unremovable
public class SqsAttributes {

    /** SQS allows ten to a message; up to three are ours. */
    private static final int MOST = 7;

    /** Behind the names: SQS tells text, numbers and bytes apart. */
    private static final String TEXT = ":text";

    private static final String NUMBER = ":number";

    private static final String BINARY = ":binary";

    /** The attributes, to be kept in the property {@code originAttributes}; null where there are none. */
    public String pack(@Header(Sqs2Constants.MESSAGE_ATTRIBUTES) Map<String, MessageAttributeValue> attributes) {
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            if (value.dataType().startsWith("Binary")) {
                bytes.put(name + BINARY, value.binaryValue().asByteArray());
            } else {
                bytes.put(name + (value.dataType().startsWith("Number") ? NUMBER : TEXT),
                        value.stringValue().getBytes(StandardCharsets.UTF_8));
            }
        });
        return PackedHeaders.pack(bytes);
    }

    /** Sets the kept attributes on the message, as many as there is room for beside ours. */
    public void restore(Exchange exchange, @ExchangeProperty("originAttributes") String packed) {
        PackedHeaders.unpack(packed).entrySet().stream().limit(MOST).forEach(attribute -> {
            String name = attribute.getKey().substring(0, attribute.getKey().lastIndexOf(':'));
            exchange.getMessage().setHeader(name, value(attribute.getKey(), attribute.getValue()));
        });
    }

    private static Object value(String name, byte[] bytes) {
        if (name.endsWith(BINARY)) {
            return bytes;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        // Not every store of messages looks whether a number is one.
        return name.endsWith(NUMBER) && text.matches("[+-]?[0-9]{1,38}([.][0-9]{1,38})?") ? new BigDecimal(text) : text;
    }
}
