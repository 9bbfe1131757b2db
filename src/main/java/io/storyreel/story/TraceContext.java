package io.storyreel.story;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The place in somebody's trace that a request was sent from, as W3C Trace Context writes it
 * (<a href="https://www.w3.org/TR/trace-context/">w3.org/TR/trace-context</a>).
 *
 * @param traceparent version, trace, span and flags, as it was given; well formed
 * @param tracestate what tracing systems have added to it, or null
 */
public record TraceContext(String traceparent, String tracestate) {

    /** The exchange property, and the header, record header, message property and attribute. */
    public static final String TRACEPARENT = "traceparent";

    /** Likewise. */
    public static final String TRACESTATE = "tracestate";

    /** A later version than 00 may say more behind a hyphen; ff is none. */
    private static final Pattern WELL_FORMED = Pattern.compile("(?!ff)[0-9a-f]{2}"
            + "-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?");

    private static final String VERSION = "00";

    private static final int LENGTH = 55;

    /** What everybody has to pass on. */
    private static final int LONGEST_STATE = 512;

    /** Members of a name and a value each; W3C Trace Context, 3.3. */
    private static final Pattern STATE = Pattern.compile("[a-z0-9][a-z0-9_*/@-]*=[!-+\\--<>-~ ]+"
            + "([ \\t]*,[ \\t]*([a-z0-9][a-z0-9_*/@-]*=[!-+\\--<>-~ ]+)?)*");

    /**
     * What a sender has said, as far as it can be understood: nobody is told of a mistake in it.
     *
     * @return null where there is none, or it is malformed; without the state where that is
     */
    public static TraceContext of(Object traceparent, Object tracestate) {
        String parent = traceparent == null ? "" : traceparent.toString().strip();
        boolean isOurVersion = parent.startsWith(VERSION);
        if (!WELL_FORMED.matcher(parent).matches() || isOurVersion && parent.length() != LENGTH) {
            return null;
        }
        String state = tracestate == null ? "" : tracestate.toString().strip();
        return new TraceContext(isOurVersion ? parent : VERSION + parent.substring(2, LENGTH - 2) + sampled(parent),
                state.length() <= LONGEST_STATE && STATE.matcher(state).matches() ? state : null);
    }

    /** Of a later version only this flag is known. */
    private static String sampled(String parent) {
        return (Character.digit(parent.charAt(LENGTH - 1), 16) & 1) == 1 ? "01" : "00";
    }

    /** That of an exchange, from its properties; null where it has none. */
    public static TraceContext of(Map<String, Object> exchangeProperties) {
        Object traceparent = exchangeProperties.get(TRACEPARENT);
        return traceparent == null ? null : of(traceparent, exchangeProperties.get(TRACESTATE));
    }
}
