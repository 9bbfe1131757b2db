package io.storyreel.credits;

import java.math.BigDecimal;
import java.math.RoundingMode;

import io.storyreel.ledger.Estimate;
import io.storyreel.ledger.StoryRequest;
import jakarta.enterprise.context.ApplicationScoped;

/** What a request will cost: the published rule, corrected by what stories of its kind have really used. */
@ApplicationScoped
public class PriceList {

    /** As the ledger keeps amounts. */
    private static final int DECIMALS = 4;

    /** More than anybody has; beyond what the ledger can keep. */
    private static final BigDecimal MOST = BigDecimal.valueOf(99_999_999_999_999L);

    private final Estimates estimates;
    private final Calibration calibration;

    PriceList(Estimates estimates, Calibration calibration) {
        this.estimates = estimates;
        this.calibration = calibration;
    }

    /** The same request with its estimate; a resume has none, it costs what its story does. */
    public StoryRequest priced(StoryRequest request) {
        if (request.isResume()) {
            return request;
        }
        String kind = request.dialect() + " " + request.request().path("mode").asText("automatic") + " "
                + estimates.toolOf(request.request());
        BigDecimal byRule = estimates.of(request.request());
        return request.costing(new Estimate(kept(byRule.multiply(calibration.factor(kind))), kept(byRule), kind));
    }

    private static BigDecimal kept(BigDecimal credits) {
        return credits.setScale(DECIMALS, RoundingMode.HALF_UP).min(MOST);
    }
}
