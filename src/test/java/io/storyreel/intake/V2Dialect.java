package io.storyreel.intake;

import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.service.Dialect;
import io.storyreel.service.ImageParts;
import io.storyreel.service.OutgoingCall;
import io.storyreel.service.StoryCall;

/** A dialect with url-2-video, a closed list of languages and no uploads, for tests. */
class V2Dialect implements Dialect {

    @Override
    public String name() {
        return "v2";
    }

    @Override
    public Set<String> fieldsOf(StoryCall call) {
        return switch (call) {
            case IDEA_TO_VIDEO, URL_TO_VIDEO -> Set.of("idea", "title", "scene_count", "image_tool", "video_tool",
                    "scene_duration", "aspect_ratio", "is_transition", "elements", "audio_option", "language");
            case IMAGES_TO_VIDEO -> Set.of("idea", "title", "image_urls", "video_tool", "scene_duration",
                    "aspect_ratio", "is_transition", "audio_option", "language");
            default -> Set.of();
        };
    }

    @Override
    public Set<String> languages() {
        return Set.of("English", "German");
    }

    @Override
    public OutgoingCall outgoing(StoryCall call, String storyId, ObjectNode fields, ImageParts images,
            String webhookUrl) {
        throw new AssertionError("the intake sends nothing");
    }

    @Override
    public Optional<ObjectNode> storyIn(JsonNode answer) {
        throw new AssertionError("the intake reads no answers");
    }
}
