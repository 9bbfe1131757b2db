package io.storyreel.sandbox.sqs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Says which message was received, and which time it was. Clients see it as a handle that tells them nothing. */
record Receipt(String messageId, int receive) {

    private static final String FORM = "[0-9a-f-]{36}/\\d{1,9}";

    /** The receipt of a handle that was made here, or a refusal. */
    static Receipt of(String handle) {
        String text = decoded(handle);
        if (!text.matches(FORM)) {
            throw invalid();
        }
        String[] parts = text.split("/");
        return new Receipt(parts[0], Integer.parseInt(parts[1]));
    }

    String handle() {
        return Base64.getEncoder().encodeToString((messageId + "/" + receive).getBytes(StandardCharsets.UTF_8));
    }

    boolean isLatestOf(StoredMessage message) {
        return equals(message.receipt());
    }

    private static String decoded(String handle) {
        try {
            return new String(Base64.getDecoder().decode(handle), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static Refusal invalid() {
        return new Refusal(RefusalKind.RECEIPT_HANDLE_IS_INVALID, "The input receipt handle is invalid.");
    }
}
