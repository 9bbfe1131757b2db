package io.storyreel.intake;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import io.storyreel.ledger.StoryRequest;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;

/** {@code storyreel.credits.max-per-request}. */
@ApplicationScoped
class RequestCap {

    private final Optional<BigDecimal> cap;

    RequestCap(StoryreelSettings settings) {
        this.cap = settings.credits().maxPerRequest();
    }

    /**
     * Refuses a document with a request that would cost more.
     *
     * @param isKnown whether the request of that id has been taken up: it is not paid again, whatever it has cost
     * @throws BudgetExceeded where there is one
     */
    void check(List<StoryRequest> requests, boolean isBatch, Predicate<String> isKnown) throws BudgetExceeded {
        List<FieldProblem> problems = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            StoryRequest request = requests.get(i);
            Optional<String> words = request.estimate() == null ? Optional.empty()
                    : problem(request.estimate().credits());
            if (words.isPresent() && !isKnown.test(request.requestId())) {
                problems.add(new FieldProblem(isBatch ? "/" + i : "", words.get()));
            }
        }
        if (!problems.isEmpty()) {
            throw new BudgetExceeded(problems);
        }
    }

    /** What is wrong with an estimate, in words; empty where nothing is. */
    Optional<String> problem(BigDecimal credits) {
        return cap.filter(most -> credits.compareTo(most) > 0).map(most -> "it is estimated at " + plain(credits)
                + " credits, more than storyreel.credits.max-per-request=" + plain(most)
                + ": nothing was taken up, ask for fewer scenes or seconds, or raise the cap");
    }

    private static String plain(BigDecimal credits) {
        return credits.signum() == 0 ? "0" : credits.stripTrailingZeros().toPlainString();
    }
}
