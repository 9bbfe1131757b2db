package io.storyreel.service.dialect;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.StoryFault;

/**
 * The service's documented v1: everything is a multipart form, structured fields travel as JSON text in one form
 * field, lists repeat their field, and answers wrap the Story as {@code {"data": {...}}}.
 */
public final class FormDialect implements Dialect {

    private static final Map<StoryCall, Set<String>> FIELDS = Map.of(
            StoryCall.IDEA_TO_VIDEO,
            Set.of("idea", "title", "aspect_ratio", "scene_count", "audio_option", "elements", "language"),
            StoryCall.IMAGES_TO_VIDEO,
            Set.of("title", "description", "visibility_status", "idea", "image_files", "image_urls", "aspect_ratio",
                    "is_transition", "motion_type", "duration", "loop", "audio_option", "narrator", "language"),
            StoryCall.STORYBOARD,
            Set.of("story_id", "idea", "scene_count", "title", "language", "audio_option", "elements", "image_files",
                    "image_urls"),
            StoryCall.ELEMENTS,
            Set.of("option", "aspect_ratio", "storyboard", "enhance_image", "seed", "has_bg_music"),
            StoryCall.SCENES,
            Set.of("option", "aspect_ratio", "storyboard", "enhance_image", "generate_elements", "seed", "narrator",
                    "has_narration", "has_bg_music"),
            StoryCall.VIDEOS,
            Set.of("title", "storyboard", "scenes", "is_transition", "motion_type", "duration", "loop",
                    "native_audio"));

    @Override
    public String name() {
        return "form";
    }

    @Override
    public Set<String> fieldsOf(StoryCall call) {
        return FIELDS.getOrDefault(call, Set.of());
    }

    @Override
    public OutgoingCall outgoing(StoryCall call, String storyId, ObjectNode fields, ImageParts images,
            String webhookUrl) throws StoryFault {
        if (fieldsOf(call).isEmpty()) {
            throw new IllegalArgumentException("the dialect form has no call " + call.path());
        }
        return new OutgoingCall(this, StoryPath.of(call, storyId), Form.of(fields, images, webhookUrl).entity());
    }

    @Override
    public Optional<ObjectNode> storyIn(JsonNode answer) {
        return answer.path("data") instanceof ObjectNode story ? Optional.of(story) : Optional.empty();
    }
}
