package io.storyreel.messaging;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.story.TraceContext;

/**
 * The headers of a message as text, to be kept with its story: a JSON object of names, each with the bytes of its value
 * in base64.
 */
public final class PackedHeaders {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final TypeReference<LinkedHashMap<String, byte[]>> NAMES_AND_BYTES = new TypeReference<>() {
    };

    /** How a message's body is packed, as its sender says. */
    public static final String CONTENT_ENCODING = "content-encoding";

    /**
     * What is not kept: names that would steer whoever reads the result with Camel, and our own, which tell of the
     * message that they stand on.
     */
    private static final Pattern NOT_KEPT = Pattern
            .compile("(?i)camel|kafka\\.|org\\.apache\\.camel|breadcrumbId|storyreel-");

    private static final Set<String> NOT_OF_A_RESULT = Set.of(CONTENT_ENCODING, TraceContext.TRACEPARENT,
            TraceContext.TRACESTATE);

    private PackedHeaders() {
    }

    /** @return the text; null where there are none that are kept */
    public static String pack(Map<String, byte[]> headers) {
        headers.keySet().removeIf(name -> NOT_KEPT.matcher(name).lookingAt());
        try {
            return headers.isEmpty() ? null : JSON.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names and bytes can be written as JSON", e);
        }
    }

    /**
     * Those of a request that hold for its result too: how the request's own body was packed does not, and the exits
     * tell by themselves where in a trace the result was sent from.
     */
    public static String ofAResult(String packed) {
        Map<String, byte[]> headers = new LinkedHashMap<>(unpack(packed));
        headers.keySet().removeIf(name -> NOT_OF_A_RESULT.contains(name.split(":")[0].toLowerCase(Locale.ROOT)));
        return pack(headers);
    }

    /** @param packed what {@link #pack} gave */
    public static Map<String, byte[]> unpack(String packed) {
        try {
            return packed == null ? Map.of() : JSON.readValue(packed, NAMES_AND_BYTES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the headers kept with a story are not as they were written", e);
        }
    }
}
