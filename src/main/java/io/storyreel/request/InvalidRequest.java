package io.storyreel.request;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A request document that is not taken up, with every field that is wrong in it. Its message is what the user reads;
 * it is an expected outcome, so it carries no stack trace.
 */
public class InvalidRequest extends Exception {

    private static final long serialVersionUID = 1L;

    /** More than this in one message helps nobody, and message headers have limits. */
    private static final int SHOWN = 20;

    /** Of a document with more problems than this, not all are looked for. */
    public static final int MOST = 1_000;

    private final transient List<FieldProblem> problems;

    /**
     * @param problems what is wrong; at least one
     */
    public InvalidRequest(List<FieldProblem> problems) {
        super(inWords(problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /**
     * A document of which more is known than its problems tell.
     *
     * @param words what the user reads
     */
    public InvalidRequest(String words, List<FieldProblem> problems) {
        super(words, null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** A document that has one fault, or that could not be read further. */
    public InvalidRequest(String pointer, String message) {
        this(List.of(new FieldProblem(pointer, message)));
    }

    /** Every problem that was found, also those the message leaves out. */
    public List<FieldProblem> problems() {
        return problems;
    }

    private static String inWords(List<FieldProblem> problems) {
        String words = problems.stream().limit(SHOWN).map(FieldProblem::toString).collect(Collectors.joining("; "));
        return problems.size() <= SHOWN ? words
                : words + "; and " + (problems.size() < MOST ? "" : "at least ") + (problems.size() - SHOWN) + " more";
    }
}
