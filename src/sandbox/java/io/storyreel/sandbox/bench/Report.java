package io.storyreel.sandbox.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the bench found, as lines and tables of plain text. */
final class Report {

    private static final int NAME_WIDTH = 44;

    private final PrintStream out;

    private final List<String> problems = new ArrayList<>();

    Report(PrintStream out) {
        this.out = out;
    }

    void heading(String text) {
        out.printf("%n%s%n%s%n", text, "-".repeat(text.length()));
    }

    /** One figure, or several beside one another. */
    void row(String name, String... values) {
        StringBuilder line = new StringBuilder(("%-" + NAME_WIDTH + "s").formatted(name));
        for (String value : values) {
            line.append(values.length == 1 ? value : "%14s".formatted(value));
        }
        out.println(line);
    }

    /** Something that is not as it must be. */
    void problem(String text) {
        problems.add(text);
        out.println("WRONG: " + text);
    }

    /** What an audit found: the first few by name. */
    void problems(List<String> found, String otherwise) {
        found.stream().limit(5).forEach(this::problem);
        if (found.isEmpty()) {
            out.println(otherwise);
        } else if (found.size() > 5) {
            problem("and %,d more".formatted(found.size() - 5));
        }
    }

    boolean isGood() {
        return problems.isEmpty();
    }

    PrintStream out() {
        return out;
    }

    static String number(double value) {
        String form = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, value);
    }

    static String megabytes(long bytes) {
        return "%,.1f MB".formatted(bytes / 1e6);
    }
}
