package io.storyreel.batch;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/**
 * Finds quotes in cells that do not begin with one, while a sheet is read: RFC 4180 has none there, and a parser takes
 * {@code a, "b,c"} for three cells without a word. What it finds waits until its row is asked for: the parser reads
 * ahead.
 */
final class BareQuotes extends FilterReader {

    private enum Within { BEGINNING, QUOTED, BARE, BEHIND }

    /** A cell by the line its row begins on and its column, both from 1. */
    private record Cell(int line, int column) {
    }

    private final char delimiter;

    private final Deque<Cell> found = new ArrayDeque<>();

    private Within within = Within.BEGINNING;

    private boolean isFound;

    private boolean isBehindReturn;

    private int line = 1;

    private int rowLine = 1;

    private int column = 1;

    BareQuotes(Reader text, char delimiter) {
        super(text);
        this.delimiter = delimiter;
    }

    /**
     * The column, from 1, of the first cell with such a quote in the row that begins on that line, told once: others
     * may be what a parser makes of the rest of that cell.
     */
    OptionalInt column(int rowBegins) {
        Cell cell = null;
        while (!found.isEmpty() && found.peek().line() <= rowBegins) {
            cell = found.remove();
        }
        return cell == null || cell.line() != rowBegins ? OptionalInt.empty() : OptionalInt.of(cell.column());
    }

    @Override
    public int read() throws IOException {
        int c = super.read();
        if (c >= 0) {
            see((char) c);
        }
        return c;
    }

    @Override
    public int read(char[] into, int from, int most) throws IOException {
        int count = super.read(into, from, most);
        for (int i = 0; i < count; i++) {
            see(into[from + i]);
        }
        return count;
    }

    private void see(char c) {
        boolean isSecondOfTwo = c == '\n' && isBehindReturn;
        boolean isLineEnd = c == '\n' || c == '\r';
        isBehindReturn = c == '\r';
        if (isLineEnd && !isSecondOfTwo) {
            line++;
        }
        if (within == Within.QUOTED) {
            within = c == '"' ? Within.BEHIND : Within.QUOTED;
        } else if (isLineEnd) {
            rowBegins();
        } else if (c == delimiter) {
            column++;
            within = Within.BEGINNING;
        } else if (c == '"') {
            quote();
        } else if (within == Within.BEGINNING) {
            within = Within.BARE;
        }
    }

    private void quote() {
        if (within == Within.BARE) {
            if (!isFound) {
                found.add(new Cell(rowLine, column));
            }
            isFound = true;
        } else {
            // The first of a cell opens it; one right behind another one is the second of two, which stand for one.
            within = Within.QUOTED;
        }
    }

    private void rowBegins() {
        rowLine = line;
        column = 1;
        isFound = false;
        within = Within.BEGINNING;
    }
}
