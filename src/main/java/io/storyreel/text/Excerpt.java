package io.storyreel.text;

/**
 * A piece of somebody else's text that is safe to show in an error, a header or a log line: cut to a length, and with
 * everything invisible written as an escape, so that it can neither break a line nor turn the text around.
 *
 * @param text the text
 * @param limit how many characters (code points) are shown at most
 */
public record Excerpt(String text, int limit) {

    /** The limit for a value that a message quotes. */
    public static final int OF_A_VALUE = 64;

    /** The limit for broken input, of which nothing is known. */
    public static final int OF_BROKEN_INPUT = 60;

    @Override
    public String toString() {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(limit).forEach(c -> append(shown, c));
        if (text.codePointCount(0, text.length()) > limit) {
            shown.append('\u2026');
        }
        return shown.toString();
    }

    private static void append(StringBuilder shown, int codePoint) {
        switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> shown.append(String.format("\\u%04x", codePoint));
            default -> shown.appendCodePoint(codePoint);
        }
    }
}
