package io.storyreel.story;

import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

/**
 * Where a request came from, so that its result goes back the same way.
 * <p>
 * An inbound channel leaves what its exit needs in exchange properties whose names begin with {@link #PREFIX}
 * ({@code originReplyTo}). They are kept with the story, and stand on the exchange again when its result is answered,
 * so that a further inbound channel needs no Java. One of them should be {@link #MESSAGE}.
 *
 * @param channel the inbound channel, {@code inbox} for a file
 * @param details those properties, in the order of their names; never null
 * @param trace the place in its sender's trace, from the properties {@link TraceContext#TRACEPARENT} and
 *        {@link TraceContext#TRACESTATE}; null where the sender has given none
 */
public record Origin(String channel, Map<String, String> details,
        @JsonInclude(Include.NON_NULL) TraceContext trace) {

    /** What the names of a channel's own exchange properties begin with. */
    public static final String PREFIX = "origin";

    /** The property that tells one message from every other, and stays the same when it is delivered once more. */
    public static final String MESSAGE = "originMessage";

    /** One without a trace. */
    public Origin(String channel, Map<String, String> details) {
        this(channel, details, null);
    }

    /** The origin of an exchange; properties that are empty are left out. */
    public static Origin of(String channel, Map<String, Object> exchangeProperties) {
        Map<String, String> details = new TreeMap<>();
        exchangeProperties.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && value != null && !value.toString().isEmpty()) {
                details.put(name, value.toString());
            }
        });
        return new Origin(channel, details, TraceContext.of(exchangeProperties));
    }

    /** Whether the other one is this very message, delivered once more: not another message that asks for the same. */
    public boolean isSameMessage(Origin other) {
        return details.containsKey(MESSAGE) && channel.equals(other.channel) && details.equals(other.details);
    }
}
