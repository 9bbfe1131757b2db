package io.storyreel.sandbox.sqs.wire;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.sandbox.sqs.Refusal;
import io.storyreel.sandbox.sqs.RefusalKind;
import io.storyreel.sandbox.sqs.SqsCall;
import io.vertx.core.http.HttpServerRequest;

/** The older protocol: a form with the operation as {@code Action}, answered in XML. */
public final class QueryProtocol implements WireProtocol {

    private static final String NAMESPACE = " xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"";

    private static final Set<String> WITHOUT_RESULT = Set.of("ChangeMessageVisibility", "DeleteMessage", "PurgeQueue",
            "SetQueueAttributes");

    @Override
    public SqsCall read(HttpServerRequest request, String body) {
        ObjectNode parameters = QueryForm.parse(body);
        String action = parameters.path("Action").asText();
        if (action.isEmpty()) {
            throw new Refusal(RefusalKind.MISSING_ACTION, "The request must contain the parameter Action.");
        }
        if (!parameters.has("QueueUrl") && request.path().length() > 1) {
            // The oldest clients post to the queue instead of naming it.
            parameters.put("QueueUrl", request.path());
        }
        return new SqsCall(action, parameters);
    }

    @Override
    public SqsAnswer success(String operation, ObjectNode result) {
        String wrapped = WITHOUT_RESULT.contains(operation) ? ""
                : "<" + operation + "Result>" + QueryXml.of(operation, result) + "</" + operation + "Result>";
        return xml(200, operation + "Response", wrapped, "<ResponseMetadata>", "</ResponseMetadata>");
    }

    @Override
    public SqsAnswer refusal(Refusal refusal) {
        String error = "<Error><Type>" + refusal.kind().fault() + "</Type><Code>" + refusal.kind().code()
                + "</Code><Message>" + QueryXml.escaped(refusal.getMessage()) + "</Message><Detail/></Error>";
        return xml(refusal.kind().status(), "ErrorResponse", error, "", "");
    }

    private static SqsAnswer xml(int status, String root, String content, String beforeId, String afterId) {
        String id = UUID.randomUUID().toString();
        String body = "<?xml version=\"1.0\"?><" + root + NAMESPACE + ">" + content + beforeId + "<RequestId>" + id
                + "</RequestId>" + afterId + "</" + root + ">";
        return new SqsAnswer(status, Map.of("Content-Type", "text/xml", "x-amzn-RequestId", id), body);
    }
}
