package io.storyreel.batch;

import java.io.IOException;
import java.io.Reader;

/**
 * How a sheet was written: what stands between its cells, and whether a line above the header says so, as Excel reads
 * it ({@code sep=;}).
 */
record SheetForm(char delimiter, boolean hasHint) {

    /** Reads as far as the end of the header. */
    static SheetForm of(Reader text) throws IOException {
        StringBuilder header = new StringBuilder();
        boolean isQuoted = false;
        for (int c = text.read(); c >= 0 && header.length() <= Rows.LONGEST; c = text.read()) {
            if (!isQuoted && (c == '\n' || c == '\r')) {
                break;
            }
            isQuoted ^= c == '"';
            // What is within quotes stands between no cells.
            header.append(isQuoted ? '"' : (char) c);
        }
        String first = header.toString();
        if (first.matches("(?i)sep=[,;\t]")) {
            return new SheetForm(first.charAt(first.length() - 1), true);
        }
        return new SheetForm(first.indexOf(',') >= 0 ? ',' : first.indexOf(';') >= 0 ? ';'
                : first.indexOf('\t') >= 0 ? '\t' : ',', false);
    }
}
