package io.storyreel.page;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a video that is sent in one answer: what was asked for, but no more than {@value #MOST} bytes. A player
 * asks for the rest when it gets there (RFC 9110 section 14.4 lets a server send less).
 *
 * @param from the first byte
 * @param to the last one
 * @param size of the whole
 */
record VideoPart(long from, long to, long size) {

    static final int MOST = 2 * 1024 * 1024;

    private static final Pattern RANGE = Pattern.compile("(?i)bytes=(?<from>[0-9]{0,18})-(?<to>[0-9]{0,18})");

    /**
     * Whether a Range header asks for one part in a way that is to be followed. Others are as if they were not there
     * (RFC 9110 section 14.2): other units, several parts, one that ends before it begins.
     */
    static boolean isAsked(String range) {
        Matcher asked = RANGE.matcher(range == null ? "" : range.strip());
        if (!asked.matches() || asked.group("from").isEmpty() && asked.group("to").isEmpty()) {
            return false;
        }
        return asked.group("from").isEmpty() || asked.group("to").isEmpty()
                || Long.parseLong(asked.group("from")) <= Long.parseLong(asked.group("to"));
    }

    /**
     * What a Range header asks for that {@link #isAsked}; with another one, what comes first.
     *
     * @return null where there is no such byte
     */
    static VideoPart of(String range, long size) {
        long from = 0;
        long to = size - 1;
        Matcher asked = RANGE.matcher(range == null ? "" : range.strip());
        if (isAsked(range) && asked.matches()) {
            if (asked.group("from").isEmpty()) {
                from = Math.max(0, size - Long.parseLong(asked.group("to")));
            } else {
                from = Long.parseLong(asked.group("from"));
                to = asked.group("to").isEmpty() ? to : Math.min(to, Long.parseLong(asked.group("to")));
            }
        }
        return from > to ? null : new VideoPart(from, Math.min(to, from + MOST - 1), size);
    }

    String contentRange() {
        return "bytes " + from + "-" + to + "/" + size;
    }
}
