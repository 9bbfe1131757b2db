package io.storyreel.sandbox.simulator.call;

/** One uploaded file of a received form. Its bytes were counted and digested, not kept. */
public record FilePart(String field, String filename, String contentType, long size, String sha256) {
}
