package io.storyreel.sandbox;

import java.io.PrintStream;

/** One story's progress in a terminal: a line that is written over, or one line a change where there is none. */
final class ProgressLine {

    private static final int WIDTH = 30;

    private final PrintStream out;

    private final boolean isTerminal;

    private String last = "";

    ProgressLine(PrintStream out, boolean isTerminal) {
        this.out = out;
        this.isTerminal = isTerminal;
    }

    /** Shows where the story is, if that is news. */
    void show(String title, String state, int percent) {
        int full = Math.min(WIDTH, Math.max(0, WIDTH * percent / 100));
        String bar = "#".repeat(full) + ".".repeat(WIDTH - full);
        String line = "%s  [%s] %3d %%  %s".formatted(title, bar, percent, state);
        if (line.equals(last)) {
            return;
        }
        if (isTerminal) {
            // The blanks wipe out what a longer line may have left.
            out.print("\r" + line + " ".repeat(Math.max(0, last.length() - line.length())));
            out.flush();
        } else {
            out.println(line);
        }
        last = line;
    }

    /** Ends the line, so that what comes next starts on its own. */
    void end() {
        if (isTerminal && !last.isEmpty()) {
            out.println();
        }
    }
}
