package io.storyreel.request.rules;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import io.storyreel.request.BudgetExceeded;
import io.storyreel.request.FieldProblem;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.StoryRequest;
import jakarta.enterprise.context.ApplicationScoped;

/** {@code storyreel.credits.max-per-request}. */
@ApplicationScoped
public class RequestCap {

    private final Optional<BigDecimal> cap;

    public RequestCap(StoryreelSettings settings) {
        this.cap = settings.credits().maxPerRequest();
    }

    /**
     * Refuses a document with a request that would cost more.
     *
     * @param isKnown whether the request of that id has been taken up: it is not paid again, whatever it has cost
     * @throws BudgetExceeded where there is one
     */
    public void check(List<StoryRequest> requests, boolean isBatch, Predicate<String> isKnown) throws BudgetExceeded {
        List<FieldProblem> problems = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            StoryRequest request = requests.get(i);
            Optional<String> words = request.estimate() == null ? Optional.empty()
                    : problem(request.estimate().credits(), request.isResume());
            if (words.isPresent() && (request.isResume() || !isKnown.test(request.requestId()))) {
                problems.add(new FieldProblem((isBatch ? "/" + i : "") + (request.isResume() ? "/resume" : ""),
                        words.get()));
            }
        }
        if (!problems.isEmpty()) {
            throw new BudgetExceeded(problems);
        }
    }

    /** What is wrong with the estimate of a new request, in words; empty where nothing is. */
    public Optional<String> problem(BigDecimal credits) {
        return problem(credits, false);
    }

    private Optional<String> problem(BigDecimal credits, boolean isResume) {
        return cap.filter(most -> credits.compareTo(most) > 0).map(most -> (isResume ? "with these scenes the story"
                : "it") + " is estimated at " + plain(credits)
                + " credits, more than storyreel.credits.max-per-request="
                + plain(most) + (isResume ? ": it stays in review, resume it with fewer scenes, or raise the cap"
                        : ": nothing was taken up, ask for fewer scenes or seconds, or raise the cap"));
    }

    private static String plain(BigDecimal credits) {
        return credits.signum() == 0 ? "0" : credits.stripTrailingZeros().toPlainString();
    }
}
