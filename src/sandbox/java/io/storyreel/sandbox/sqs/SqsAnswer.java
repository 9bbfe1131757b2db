package io.storyreel.sandbox.sqs;

import java.util.Map;

/** What goes back over the wire. */
record SqsAnswer(int status, Map<String, String> headers, String body) {
}
