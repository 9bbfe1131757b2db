package io.storyreel.credits;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.story.Step;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * What a request will cost by the service's published rule: rate x scenes x seconds of a scene, twice that with native
 * audio. A rule of thumb, which the service's own examples contradict here and there.
 */
@ApplicationScoped
public class Estimates {

    private static final int SCENES = 3;

    private static final int SECONDS = 5;

    private static final BigDecimal TWICE = BigDecimal.valueOf(2);

    private final CreditRates rates;

    @Inject
    public Estimates(CreditRates rates) {
        this.rates = rates;
    }

    /**
     * The credits that a request is expected to cost, all its calls together.
     *
     * @param request a checked request that is no resume; each of its fields is one that its dialect has, so that what
     *        stands there tells which rule holds
     */
    public BigDecimal of(JsonNode request) {
        if (!request.path("mode").asText().equals("advanced")) {
            return ofVideos(request, request);
        }
        return Stream.of(Step.values()).map(step -> ofStep(step, request)).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** For what comes before the videos no price is published: nothing is counted for it. */
    private BigDecimal ofStep(Step step, JsonNode request) {
        return step == Step.VIDEOS ? ofVideos(request, request.path("stages").path("videos")) : BigDecimal.ZERO;
    }

    /** @param own the call's own fields, which win over those at the top */
    private BigDecimal ofVideos(JsonNode request, JsonNode own) {
        String tool = tool(request, own);
        JsonNode sceneDuration = field(request, own, "scene_duration");
        BigDecimal seconds = BigDecimal.valueOf(sceneDuration.isNumber() ? sceneDuration.asLong()
                : field(request, own, "duration").asLong(SECONDS) * field(request, own, "loop").asLong(1));
        BigDecimal credits = rates.of(tool).multiply(BigDecimal.valueOf(scenes(request))).multiply(seconds);
        return hasNativeAudio(request, own) ? credits.multiply(TWICE) : credits;
    }

    /**
     * The request of a story in review as if it had brought what a person makes of it there.
     *
     * @param next the step that gets it
     * @param edits {@code storyboard} and {@code scenes}, or either, or none
     */
    static ObjectNode edited(ObjectNode request, Step next, JsonNode edits) {
        ObjectNode edited = request.deepCopy();
        ObjectNode stages = edited.withObject("/stages");
        ObjectNode stage = stages.get(next.wireName()) instanceof ObjectNode own ? own
                : stages.putObject(next.wireName());
        edits.fields().forEachRemaining(edit -> stage.set(edit.getKey(), edit.getValue()));
        return edited;
    }

    /** The tool that makes the request's videos, as it names it; {@code Auto} where it names none. */
    public String toolOf(JsonNode request) {
        return tool(request, request.path("stages").path("videos"));
    }

    private static String tool(JsonNode request, JsonNode own) {
        return field(request, own, "video_tool").asText(field(request, own, "motion_type").asText("Auto"));
    }

    /** A storyboard that is sent says itself how many there are; of several the last one sent is what is animated. */
    private static long scenes(JsonNode request) {
        for (Step step : List.of(Step.VIDEOS, Step.SCENES, Step.ELEMENTS)) {
            JsonNode stage = request.path("stages").path(step.wireName());
            int brought = Math.max(stage.path("scenes").size(), stage.path("storyboard").path("scenes").size());
            if (brought > 0) {
                return brought;
            }
        }
        int files = request.path("image_files").size();
        int images = files > 0 ? files : request.path("image_urls").size();
        return images > 0 ? images : request.path("scene_count").asLong(SCENES);
    }

    private static boolean hasNativeAudio(JsonNode request, JsonNode own) {
        JsonNode later = request.path("stages").path("scenes").path("audio_option").path("native_audio");
        return own.path("native_audio").asBoolean() || (later.isBoolean() ? later
                : request.path("audio_option").path("native_audio")).asBoolean();
    }

    private static JsonNode field(JsonNode request, JsonNode own, String name) {
        return own.has(name) ? own.path(name) : request.path(name);
    }
}
