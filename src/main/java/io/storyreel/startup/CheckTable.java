package io.storyreel.startup;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** What {@code --check} found, in columns: a line a request, or a line a problem. */
final class CheckTable {

    private static final String GAP = "  ";

    private record Row(String file, String request, String call, String estimate) {
    }

    private final List<Row> rows = new ArrayList<>(List.of(new Row("FILE", "REQUEST", "CALL", "ESTIMATED CREDITS")));

    private BigDecimal total = BigDecimal.ZERO;

    private int requests;

    private int problems;

    /** @param estimate null for a resume, which costs what its story does */
    void request(String file, String requestId, String call, BigDecimal estimate) {
        requests++;
        if (estimate != null) {
            total = total.add(estimate);
        }
        rows.add(new Row(file, requestId, call, estimate == null ? "-" : text(estimate)));
    }

    /** One thing that is wrong. */
    void problem(String file, String what) {
        problems++;
        rows.add(new Row(file, null, what, ""));
    }

    void print(PrintStream out) {
        int file = rows.stream().mapToInt(row -> row.file().length()).max().orElse(0);
        int request = rows.stream().filter(row -> row.request() != null).mapToInt(row -> row.request().length()).max()
                .orElse(0);
        int call = rows.stream().filter(row -> row.request() != null).mapToInt(row -> row.call().length()).max()
                .orElse(0);
        for (Row row : rows) {
            out.println(padded(row.file(), file) + GAP + (row.request() == null ? "problem: " + row.call()
                    : padded(row.request(), request) + GAP + padded(row.call(), call) + GAP + row.estimate()));
        }
        out.println(requests + (requests == 1 ? " request, " : " requests, ") + text(total) + " credits estimated, "
                + problems + (problems == 1 ? " problem" : " problems"));
        out.flush();
    }

    private static String text(BigDecimal credits) {
        return credits.signum() == 0 ? "0" : credits.stripTrailingZeros().toPlainString();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
