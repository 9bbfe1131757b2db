package io.storyreel.request;

import java.util.List;

/** A request whose estimate is over {@code storyreel.credits.max-per-request}: nothing of its document is taken up. */
public final class BudgetExceeded extends InvalidRequest {

    private static final long serialVersionUID = 1L;

    /** @param problems a request each, with its estimate and the cap; at least one */
    public BudgetExceeded(List<FieldProblem> problems) {
        super(problems);
    }

    /** The same of a file of many requests, in words of its own. */
    public BudgetExceeded(String words, List<FieldProblem> problems) {
        super(words, problems);
    }
}
