package io.storyreel.sandbox.sqs.wire;

import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.sandbox.sqs.Refusal;
import io.storyreel.sandbox.sqs.RefusalKind;
import io.storyreel.sandbox.sqs.SqsCall;
import io.vertx.core.http.HttpServerRequest;

/** AWS JSON 1.0: the operation in a header, its parameters as a JSON object. */
public final class JsonProtocol implements WireProtocol {

    /** The header only this protocol has. */
    public static final String TARGET = "X-Amz-Target";

    private static final String SERVICE = "AmazonSQS.";

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public SqsCall read(HttpServerRequest request, String body) {
        String target = request.getHeader(TARGET);
        if (!target.startsWith(SERVICE)) {
            throw new Refusal(RefusalKind.INVALID_ACTION, "There is no operation " + target + ".");
        }
        return new SqsCall(target.substring(SERVICE.length()), parse(body));
    }

    private static JsonNode parse(String body) {
        try {
            JsonNode parameters = JSON.readTree(body);
            if (parameters.isObject()) {
                return parameters;
            }
        } catch (JsonProcessingException e) {
            // Refused below, like JSON that is no object.
        }
        throw new Refusal(RefusalKind.MALFORMED_INPUT, "The request is not a JSON object.");
    }

    @Override
    public SqsAnswer success(String operation, ObjectNode result) {
        return new SqsAnswer(200, Map.of("Content-Type", "application/x-amz-json-1.0",
                "x-amzn-RequestId", UUID.randomUUID().toString()), result.toString());
    }

    @Override
    public SqsAnswer refusal(Refusal refusal) {
        ObjectNode body = JSON.createObjectNode().put("__type", refusal.kind().jsonType())
                .put("message", refusal.getMessage());
        return new SqsAnswer(refusal.kind().status(), Map.of("Content-Type", "application/x-amz-json-1.0",
                "x-amzn-RequestId", UUID.randomUUID().toString(),
                "x-amzn-query-error", refusal.kind().code() + ";" + refusal.kind().fault()), body.toString());
    }
}
