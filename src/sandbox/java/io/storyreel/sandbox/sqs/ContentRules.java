package io.storyreel.sandbox.sqs;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What SQS takes as a body and as attributes. */
final class ContentRules {

    private static final int MOST_ATTRIBUTES = 10;

    private static final Set<String> TYPES = Set.of("String", "Number", "Binary");

    private ContentRules() {
    }

    static void checkBody(String body) {
        checkCharacters(body, RefusalKind.INVALID_MESSAGE_CONTENTS, "body");
    }

    static void checkAttributes(List<MessageAttribute> attributes) {
        if (attributes.size() > MOST_ATTRIBUTES) {
            throw invalid("Number of message attributes [" + attributes.size() + "] exceeds the allowed maximum ["
                    + MOST_ATTRIBUTES + "].");
        }
        attributes.forEach(ContentRules::checkAttribute);
    }

    private static void checkAttribute(MessageAttribute attribute) {
        String name = attribute.name();
        if (!name.matches("(?!(?i:aws|amazon)\\.)(?!\\.)[A-Za-z0-9_.-]{1,256}(?<!\\.)") || name.contains("..")) {
            throw invalid("The message attribute name '" + name + "' is invalid.");
        }
        if (!TYPES.contains(attribute.baseType())) {
            throw invalid("The message attribute '" + name + "' has an invalid message attribute type, the set of "
                    + "supported type prefixes is Binary, Number, and String.");
        }
        if (attribute.value().isEmpty()) {
            throw invalid("The message attribute '" + name + "' must contain a non-empty value of type '"
                    + attribute.dataType() + "'.");
        }
        checkValue(attribute);
    }

    private static void checkValue(MessageAttribute attribute) {
        String name = attribute.name();
        try {
            switch (attribute.baseType()) {
                case "Number" -> new BigDecimal(attribute.value());
                case "Binary" -> Base64.getDecoder().decode(attribute.value());
                default -> checkCharacters(attribute.value(), RefusalKind.INVALID_PARAMETER_VALUE,
                        "attribute '" + name + "' value");
            }
        } catch (IllegalArgumentException e) {
            throw invalid("Could not cast message attribute '" + name + "' value to "
                    + (attribute.isBinary() ? "binary." : "number."));
        }
    }

    private static void checkCharacters(String text, RefusalKind kind, String where) {
        text.codePoints().filter(character -> !isAllowed(character)).findFirst().ifPresent(character -> {
            String hex = Integer.toHexString(character).toUpperCase(Locale.ROOT);
            throw new Refusal(kind, "Invalid binary character '#x" + hex + "' was found in the message " + where
                    + ", the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | "
                    + "[#x10000-#x10FFFF].");
        });
    }

    private static boolean isAllowed(int character) {
        return character == 0x9 || character == 0xA || character == 0xD
                || character >= 0x20 && character <= 0xD7FF
                || character >= 0xE000 && character <= 0xFFFD
                || character >= 0x10000;
    }

    private static Refusal invalid(String message) {
        return new Refusal(RefusalKind.INVALID_PARAMETER_VALUE, message);
    }
}
