package io.storyreel.sandbox.simulator.call;

/** One field the service will not take, and why; without a name it is the body as a whole. */
public record Problem(String field, String message, String type) {
}
