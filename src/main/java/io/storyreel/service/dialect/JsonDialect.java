package io.storyreel.service.dialect;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.StoryFault;
import org.apache.hc.core5.http.HttpEntity;

/**
 * The service as its OpenAPI document of February 2026 has it: the automatic calls are JSON objects, the storyboard is
 * a multipart form, the later stages and /concat are urlencoded forms with structured fields as JSON text in one field,
 * and answers wrap the Story as {@code {"data": {...}}}.
 */
public final class JsonDialect implements Dialect {

    private static final Map<StoryCall, Set<String>> FIELDS = Map.of(
            StoryCall.IDEA_TO_VIDEO,
            Set.of("idea", "scene_count", "image_tool", "video_tool", "scene_duration", "aspect_ratio",
                    "is_transition", "elements", "audio_option", "language", "title"),
            StoryCall.URL_TO_VIDEO,
            Set.of("idea", "scene_count", "image_tool", "video_tool", "scene_duration", "aspect_ratio",
                    "is_transition", "elements", "audio_option", "language", "title"),
            StoryCall.IMAGES_TO_VIDEO,
            Set.of("idea", "image_urls", "video_tool", "is_transition", "scene_duration", "aspect_ratio",
                    "audio_option", "language", "title"),
            StoryCall.STORYBOARD,
            Set.of("story_id", "idea", "scene_count", "language", "aspect_ratio", "audio_option", "elements",
                    "image_files", "image_urls"),
            StoryCall.ELEMENTS,
            Set.of("option", "aspect_ratio", "storyboard", "enhance_image", "has_bg_music"),
            StoryCall.SCENES,
            Set.of("option", "aspect_ratio", "storyboard", "enhance_image", "generate_elements", "narrator",
                    "has_narration", "has_bg_music", "audio_option"),
            StoryCall.VIDEOS,
            Set.of("title", "storyboard", "is_transition", "motion_type", "duration", "loop", "native_audio"));

    private static final Set<String> LANGUAGES = Set.of("Arabic", "Chinese", "English", "French", "German", "Hindi",
            "Japanese", "Korean", "Spanish", "Turkish");

    @Override
    public String name() {
        return "json";
    }

    @Override
    public Set<String> fieldsOf(StoryCall call) {
        return FIELDS.get(call);
    }

    @Override
    public Set<String> neededBy(StoryCall call) {
        return switch (call) {
            case IDEA_TO_VIDEO, URL_TO_VIDEO, STORYBOARD -> Set.of("idea");
            case IMAGES_TO_VIDEO -> Set.of("image_urls");
            case ELEMENTS, SCENES, VIDEOS -> Set.of();
        };
    }

    @Override
    public Set<String> languages() {
        return LANGUAGES;
    }

    @Override
    public OutgoingCall outgoing(StoryCall call, String storyId, ObjectNode fields, ImageParts images,
            String webhookUrl) throws StoryFault {
        HttpEntity entity = switch (call) {
            case IDEA_TO_VIDEO, URL_TO_VIDEO, IMAGES_TO_VIDEO -> Bodies.json(fields, webhookUrl);
            case STORYBOARD -> Form.of(fields, images, webhookUrl).entity();
            case ELEMENTS, SCENES, VIDEOS -> Bodies.urlencoded(fields, webhookUrl);
        };
        return new OutgoingCall(this, StoryPath.of(call, storyId), entity);
    }

    @Override
    public OutgoingCall composing(String storyId) {
        return new OutgoingCall(this, StoryPath.of(storyId) + "/concat",
                Bodies.urlencoded(JsonNodeFactory.instance.objectNode(), null));
    }

    @Override
    public Optional<ObjectNode> storyIn(JsonNode answer) {
        return answer.path("data") instanceof ObjectNode story ? Optional.of(story) : Optional.empty();
    }
}
