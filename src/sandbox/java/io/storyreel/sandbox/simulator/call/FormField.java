package io.storyreel.sandbox.simulator.call;

/** One field of a received form, as text. */
public record FormField(String name, String value) {
}
