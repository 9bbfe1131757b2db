package io.storyreel.queue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The headers of a message as text, to be kept with its story: a JSON object of names, each with the bytes of its value
 * in base64.
 */
final class PackedHeaders {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final TypeReference<LinkedHashMap<String, byte[]>> NAMES_AND_BYTES = new TypeReference<>() {
    };

    /** A header CamelKafkaOverrideTopic of a stranger's record must not choose where its result goes. */
    private static final Pattern STEERING = Pattern.compile("(?i)camel|kafka\\.|org\\.apache\\.camel|breadcrumbId");

    private PackedHeaders() {
    }

    /** @return the text; null where there are none, but for names that would steer Camel on the way back */
    static String pack(Map<String, byte[]> headers) {
        headers.keySet().removeIf(name -> STEERING.matcher(name).lookingAt());
        try {
            return headers.isEmpty() ? null : JSON.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names and bytes can be written as JSON", e);
        }
    }

    /** @param packed what {@link #pack} gave */
    static Map<String, byte[]> unpack(String packed) {
        try {
            return packed == null ? Map.of() : JSON.readValue(packed, NAMES_AND_BYTES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the headers kept with a story are not as they were written", e);
        }
    }
}
