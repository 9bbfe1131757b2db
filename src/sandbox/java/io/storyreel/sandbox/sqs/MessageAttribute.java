package io.storyreel.sandbox.sqs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A message attribute.
 *
 * @param dataType String, Number or Binary, maybe with a dot and the sender's own word for it after that
 * @param value    the text, of a binary one its Base64
 */
record MessageAttribute(String name, String dataType, String value) {

    boolean isBinary() {
        return baseType().equals("Binary");
    }

    /** The data type without the sender's own word. */
    String baseType() {
        return dataType.split("\\.", 2)[0];
    }

    /** Where both protocols carry its value. */
    String valueMember() {
        return isBinary() ? "BinaryValue" : "StringValue";
    }

    byte[] bytes() {
        return isBinary() ? Base64.getDecoder().decode(value) : value.getBytes(StandardCharsets.UTF_8);
    }

    /** What it adds to the size of its message. */
    int size() {
        return name.getBytes(StandardCharsets.UTF_8).length + dataType.getBytes(StandardCharsets.UTF_8).length
                + bytes().length;
    }
}
