package io.storyreel.sandbox.sqs.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.sandbox.sqs.Refusal;
import io.storyreel.sandbox.sqs.SqsCall;
import io.vertx.core.http.HttpServerRequest;

/** One way to write calls and answers down. */
public interface WireProtocol {

    /** The call a request holds; refuses one it cannot read. */
    SqsCall read(HttpServerRequest request, String body);

    /** The answer of an operation that was done. */
    SqsAnswer success(String operation, ObjectNode result);

    /** The answer of one that was not. */
    SqsAnswer refusal(Refusal refusal);
}
