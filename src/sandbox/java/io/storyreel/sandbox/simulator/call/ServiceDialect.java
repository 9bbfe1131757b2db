package io.storyreel.sandbox.simulator.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The way the simulated service is spoken to. It takes one and, as the real one of that day, no other: a call in
 * another dialect meets an unknown path, or a body that it cannot read.
 */
public enum ServiceDialect {

    /** The documented v1: every call is a multipart form. */
    FORM("") {
        @Override
        public List<Problem> problemsOf(ApiCall kind, ReceivedCall call) {
            List<Problem> problems = new ArrayList<>(wrongType(call, "multipart/form-data"));
            Set<String> known = FORM_FIELDS.getOrDefault(kind, Set.of());
            call.fields().stream().map(FormField::name).filter(name -> !known.contains(name)).distinct()
                    .forEach(name -> problems.add(unknown(name)));
            call.files().stream().map(FilePart::field).filter(name -> !known.contains(name)).distinct()
                    .forEach(name -> problems.add(unknown(name)));
            return problems;
        }

        @Override
        public boolean has(ApiCall kind) {
            return kind != ApiCall.URL_TO_VIDEO;
        }
    },

    /** The OpenAPI document of February 2026, to the letter. */
    JSON("") {
        @Override
        public List<Problem> problemsOf(ApiCall kind, ReceivedCall call) {
            ServiceDocument document = ServiceDocument.get();
            List<Problem> problems = wrongType(call, document.typeOf(kind));
            return problems.isEmpty() ? document.problemsOf(kind, call) : problems;
        }
    },

    /** The second version: everything is a JSON object, below /v2, and answers have no wrapper. */
    V2("/v2") {
        @Override
        public List<Problem> problemsOf(ApiCall kind, ReceivedCall call) {
            if (!typeOf(call).equals("application/json")) {
                return List.of(new Problem("content-type", "Input should be sent as application/json",
                        "model_attributes_type"));
            }
            return ServiceDocument.get().problemsOfTheSecondVersion(kind, call);
        }
    };

    private static final Map<ApiCall, Set<String>> FORM_FIELDS = Map.of(
            ApiCall.IDEA_TO_VIDEO, Set.of("idea", "title", "aspect_ratio", "scene_count", "audio_option", "elements",
                    "language", "webhook_url"),
            ApiCall.IMAGES_TO_VIDEO, Set.of("title", "description", "visibility_status", "idea", "image_files",
                    "image_urls", "aspect_ratio", "is_transition", "motion_type", "duration", "loop", "audio_option",
                    "narrator", "language", "has_narration", "has_bg_music", "native_audio", "webhook_url"),
            ApiCall.STORY, Set.of("story_id", "idea", "scene_count", "title", "language", "audio_option", "elements",
                    "image_files", "image_urls"),
            ApiCall.ELEMENTS, Set.of("option", "aspect_ratio", "storyboard", "enhance_image", "seed", "has_bg_music"),
            ApiCall.SCENES, Set.of("option", "aspect_ratio", "storyboard", "enhance_image", "generate_elements", "seed",
                    "narrator", "has_narration", "has_bg_music"),
            ApiCall.VIDEOS, Set.of("title", "storyboard", "scenes", "is_transition", "motion_type", "duration", "loop",
                    "native_audio", "webhook_url"),
            ApiCall.CONCAT, Set.of("concat_video_urls", "audio_urls"));

    private final String prefix;

    ServiceDialect(String prefix) {
        this.prefix = prefix;
    }

    /** As the product's setting {@code storyreel.api.dialect} names it. */
    public String setting() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of that setting. */
    public static ServiceDialect of(String setting) {
        for (ServiceDialect dialect : values()) {
            if (dialect.setting().equals(setting)) {
                return dialect;
            }
        }
        throw new IllegalArgumentException("--dialect is one of form, json, v2");
    }

    /** What stands before the paths of its calls. */
    public String prefix() {
        return prefix;
    }

    /** Whether it has the call at all. */
    public boolean has(ApiCall kind) {
        return true;
    }

    /** What of a call's body this dialect does not have, or has in another way. */
    public abstract List<Problem> problemsOf(ApiCall kind, ReceivedCall call);

    static Problem unknown(String field) {
        return new Problem(field, "Extra inputs are not permitted", "extra_forbidden");
    }

    /** A body without a type is one without fields, which each of the forms may be. */
    static List<Problem> wrongType(ReceivedCall call, String expected) {
        String type = typeOf(call);
        return type.isEmpty() || type.equals(expected) ? List.of()
                : List.of(new Problem("content-type", "Input should be sent as " + expected + ", not as " + type,
                        "model_attributes_type"));
    }

    static String typeOf(ReceivedCall call) {
        return call.header("Content-Type").map(type -> type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))
                .orElse("");
    }
}
