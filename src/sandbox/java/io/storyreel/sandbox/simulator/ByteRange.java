package io.storyreel.sandbox.simulator;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a body that is sent: first byte and the one after the last. */
record ByteRange(long from, long to) {

    private static final Pattern SYNTAX = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    static ByteRange whole(long length) {
        return new ByteRange(0, length);
    }

    /** The one range a header asks for; empty when it asks for none in a form we serve. */
    static Optional<ByteRange> of(String header, long length) {
        Matcher matcher = SYNTAX.matcher(header == null ? "" : header.strip());
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return Optional.empty();
        }
        if (matcher.group(1).isEmpty()) {
            return Optional.of(new ByteRange(Math.max(0, length - Long.parseLong(matcher.group(2))), length));
        }
        long to = matcher.group(2).isEmpty() ? length : Math.min(length, Long.parseLong(matcher.group(2)) + 1);
        return Optional.of(new ByteRange(Long.parseLong(matcher.group(1)), to));
    }

    boolean isSatisfiable() {
        return from < to;
    }

    long size() {
        return to - from;
    }

    String contentRange(long length) {
        return "bytes " + from + "-" + (to - 1) + "/" + length;
    }
}
