package io.storyreel.credits;

import java.math.BigDecimal;
import java.math.RoundingMode;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.story.Estimate;
import io.storyreel.story.Story;
import io.storyreel.story.StoryRequest;
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

    /** The same request with its estimate; a resume has none of its own, see {@link #priced(StoryRequest, Story)}. */
    public StoryRequest priced(StoryRequest request) {
        return request.isResume() ? request : request.costing(estimate(request.request(), request.dialect()));
    }

    /**
     * A resume with what its story will cost from now on, all its calls together; without one where it changes no
     * scenes: then the story costs what it does.
     *
     * @param story the one that it continues
     */
    public StoryRequest priced(StoryRequest resume, Story story) {
        JsonNode edits = resume.request().path("resume");
        if (edits.isEmpty() || story.stepProgress() == null) {
            return resume;
        }
        JsonNode edited = Estimates.edited(story.request(), story.stepProgress().step(), edits);
        return resume.costing(estimate(edited, story.dialect()));
    }

    private Estimate estimate(JsonNode request, String dialect) {
        String kind = dialect + " " + request.path("mode").asText("automatic") + " " + estimates.toolOf(request);
        BigDecimal byRule = estimates.of(request);
        // What such a story used before it was continued is in what the service says that it has used.
        String learntAs = request.has("story_id") ? null : kind;
        return new Estimate(kept(byRule.multiply(calibration.factor(kind))), kept(byRule), learntAs);
    }

    private static BigDecimal kept(BigDecimal credits) {
        return credits.setScale(DECIMALS, RoundingMode.HALF_UP).min(MOST);
    }
}
