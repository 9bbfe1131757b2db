package io.storyreel.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.fault.ErrorCode;
import io.storyreel.text.RootCause;
import org.apache.camel.util.ObjectHelper;

/**
 * Why a document was not taken up.
 *
 * @param code for programs
 * @param message for people: it names each bad field
 * @param requestId the request the document is about, or null where that can't be told
 */
public record Rejection(ErrorCode code, String message, String requestId) {

    /** The rejection behind what Camel caught: a bean called in an expression has its exceptions wrapped. */
    public static Rejection of(Exception caught, JsonNode document) {
        RequestConflict conflict = ObjectHelper.getException(RequestConflict.class, caught);
        if (conflict != null) {
            return new Rejection(ErrorCode.REQUEST_ID_CONFLICT, conflict.getMessage(), conflict.requestId());
        }
        InvalidRequest invalid = ObjectHelper.getException(InvalidRequest.class, caught);
        return new Rejection(invalid instanceof BudgetExceeded ? ErrorCode.BUDGET_EXCEEDED : ErrorCode.INVALID_REQUEST,
                invalid != null ? invalid.getMessage()
                : "it could not be taken up, try it again: " + RootCause.of(caught), givenId(document));
    }

    private static String givenId(JsonNode document) {
        String id = document == null ? null : document.path("request_id").textValue();
        return id != null && id.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}") ? id : null;
    }
}
