package io.storyreel.request.rules;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.images.ImageLocation;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.RequestItem;
import io.storyreel.service.dialect.Dialect;
import io.storyreel.service.dialect.Dialects;
import io.storyreel.service.dialect.StoryCall;
import io.storyreel.settings.AllowedBuckets;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.text.Excerpt;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What the schema cannot say about a request, because it depends on several fields or on the dialect. Everything that
 * would be refused, or silently dropped, after it has been paid for is found here. Fields whose type is wrong are left
 * to the schema, so both can look at the same document.
 */
@ApplicationScoped
public class RequestRules {

    private final Dialect dialect;

    private final AllowedBuckets buckets;

    private final int maxScenes;

    private final String keyTemplate;

    public RequestRules(Dialects dialects, AllowedBuckets buckets, StoryreelSettings settings) {
        this.dialect = dialects.chosen();
        this.buckets = buckets;
        this.maxScenes = settings.request().maxScenes();
        this.keyTemplate = settings.s3().keyTemplate();
    }

    /** The dialect requests are checked for. */
    public String dialect() {
        return dialect.name();
    }

    /**
     * The call a request begins with: images go to images-2-video, a page to url-2-video, else idea-2-video.
     *
     * @param item a request that is not a resume
     */
    public StoryCall callOf(RequestItem item) {
        if (item.isAdvanced()) {
            return StoryCall.STORYBOARD;
        }
        if (item.hasImages()) {
            return StoryCall.IMAGES_TO_VIDEO;
        }
        return item.has("url") ? StoryCall.URL_TO_VIDEO : StoryCall.IDEA_TO_VIDEO;
    }

    /**
     * What is wrong with a request beyond its schema.
     *
     * @param item the request
     * @param images where its image files have to be, or null where that is not known
     * @return the problems; empty where it can be taken up
     */
    public List<FieldProblem> problemsOf(RequestItem item, ImageLocation images) {
        List<FieldProblem> problems = new ArrayList<>();
        if (item.isResume()) {
            return new ResumeRules(item).problems();
        }
        if (!modeIsKnown(item)) {
            return problems;
        }
        StoryCall call = callOf(item);
        // That of url-2-video begins with the page's address, so it is never missing.
        if (call != StoryCall.URL_TO_VIDEO && dialect.neededBy(call).contains("idea")) {
            idea(item, call, problems);
        }
        sceneCount(item, problems);
        problems.addAll(new NotBeforeRule(item).problems(Instant.now()));
        problems.addAll(new DialectRules(dialect, item, call).problems());
        problems.addAll(new ImageRules(item, buckets).problems(images));
        problems.addAll(new OutputRules(item, buckets, keyTemplate).problems());
        return problems;
    }

    private static boolean modeIsKnown(RequestItem item) {
        return item.isAdvanced() || "automatic".equals(item.request().path("mode").asText("automatic"));
    }

    private void idea(RequestItem item, StoryCall call, List<FieldProblem> problems) {
        String orImages = call == StoryCall.IDEA_TO_VIDEO ? ", or images" : "";
        JsonNode idea = item.request().path("idea");
        if (idea.isMissingNode()) {
            problems.add(item.problem("idea", "is missing: " + dialect.pathOf(call) + " needs an idea in the dialect "
                    + dialect.name() + "; give one" + orImages));
        } else if (idea.isTextual() && isBlank(idea.textValue())) {
            problems.add(item.problem("idea", "\"" + new Excerpt(idea.textValue(), Excerpt.OF_A_VALUE)
                    + "\" says nothing: give an idea" + orImages));
        }
    }

    /** The one bound that is a setting. Each scene is paid for, so a slip of the finger must not pass. */
    private void sceneCount(RequestItem item, List<FieldProblem> problems) {
        JsonNode count = item.request().path("scene_count");
        if (count.isNumber() && count.decimalValue().compareTo(BigDecimal.valueOf(maxScenes)) > 0) {
            problems.add(item.problem("scene_count", new Excerpt(count.toString(), Excerpt.OF_A_VALUE)
                    + " is out of bounds: a whole number from 1 to " + maxScenes
                    + " (storyreel.request.max-scenes may raise it)"));
        }
    }

    /** Whether there is nothing to see in a text: white space of any script, control and format characters only. */
    private static boolean isBlank(String text) {
        return text.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT || Character.getType(c) == Character.CONTROL);
    }
}
