package io.storyreel.sandbox.sqs.wire;

import java.util.Map;

/** What goes back over the wire. */
public record SqsAnswer(int status, Map<String, String> headers, String body) {
}
