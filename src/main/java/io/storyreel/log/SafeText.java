package io.storyreel.log;

/**
 * The one place that makes foreign text safe to be shown in a log. A line stays one line, and nothing in it steers a
 * terminal or turns the order of what is read: control characters (C0, DEL, C1), line and paragraph separators, marks
 * of direction and other invisible ones, and halves of characters are written as escapes.
 */
final class SafeText {

    /** Characters of one text; what is longer is cut. */
    static final int MOST = 16 * 1024;

    /** They join letters of some scripts and the parts of an emoji. */
    private static final String JOINERS = "\u200c\u200d";

    private SafeText() {
    }

    /** The text as it may be shown; the same object where it was safe already. */
    static String of(String text) {
        if (text == null || text.length() <= MOST && text.codePoints().allMatch(SafeText::isSafe)) {
            return text;
        }
        StringBuilder safe = new StringBuilder();
        text.codePoints().limit(MOST).forEach(c -> show(c, safe));
        if (text.length() > MOST) {
            safe.append("... (").append(text.length() - MOST).append(" more)");
        }
        return safe.toString();
    }

    private static void show(int c, StringBuilder safe) {
        switch (c) {
            case '\n' -> safe.append("\\n");
            case '\r' -> safe.append("\\r");
            case '\t' -> safe.append(' ');
            default -> {
                if (isSafe(c)) {
                    safe.appendCodePoint(c);
                } else {
                    safe.append(String.format(Character.isBmpCodePoint(c) ? "\\u%04x" : "\\u{%x}", c));
                }
            }
        }
    }

    private static boolean isSafe(int c) {
        if (c < 0x80) {
            return c >= ' ' && c != 0x7f;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            case Character.FORMAT -> JOINERS.indexOf(c) >= 0;
            default -> true;
        };
    }
}
