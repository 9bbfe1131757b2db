/**
 * {@code ./sandbox bench}: how fast and how frugal the packaged product is, beside a relay that makes the same calls
 * and promises nothing. Both go through the same simulated service and the same S3 server in one run.
 */
package io.storyreel.sandbox.bench;
