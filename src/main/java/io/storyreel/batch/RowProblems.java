package io.storyreel.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.storyreel.request.BudgetExceeded;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.InvalidRequest;

/** What is wrong in a file: the first ones as they are, the others as a number. */
final class RowProblems {

    /** So many are named. */
    static final int SHOWN = 100;

    private final List<FieldProblem> shown = new ArrayList<>();

    private int count;

    private boolean isMoneyOnly = true;

    /** @param place in words, for example {@code line 4, column duration} */
    void add(String place, String message) {
        isMoneyOnly = false;
        count(new FieldProblem(place, message));
    }

    /** One more, of a request that is estimated at more than one may cost. */
    void addTooDear(String place, String message) {
        count(new FieldProblem(place, message));
    }

    private void count(FieldProblem problem) {
        count++;
        if (shown.size() < SHOWN) {
            shown.add(problem);
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** All of them. */
    InvalidRequest asFault() {
        List<FieldProblem> all = new ArrayList<>(shown);
        if (count > SHOWN) {
            all.add(new FieldProblem("", "and " + (count - SHOWN) + " more"));
        }
        String words = all.stream().map(FieldProblem::toString).collect(Collectors.joining("; "));
        return isMoneyOnly ? new BudgetExceeded(words, all) : new InvalidRequest(words, all);
    }
}
