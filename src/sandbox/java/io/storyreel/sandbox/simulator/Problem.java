package io.storyreel.sandbox.simulator;

/** One field the service will not take, and why. */
record Problem(String field, String message, String type) {
}
