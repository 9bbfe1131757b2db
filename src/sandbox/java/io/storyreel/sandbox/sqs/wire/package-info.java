/** The two protocols of SQS, JSON and query: the same call and the same answer, each in its words. */
package io.storyreel.sandbox.sqs.wire;
