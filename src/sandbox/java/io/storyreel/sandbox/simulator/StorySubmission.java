package io.storyreel.sandbox.simulator;

import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.sandbox.simulator.call.ApiCall;
import io.storyreel.sandbox.simulator.call.ReceivedCall;

/** What a story was asked to be, with the service's defaults filled in. */
record StorySubmission(String idea, String title, String description, String aspectRatio, String language,
        JsonNode audioOption, JsonNode elements, String motionType, int sceneCount, List<String> imageUrls,
        String webhookUrl) {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String DEFAULT_AUDIO = "{\"has_bg_music\":true,\"has_narration\":true,"
            + "\"native_audio\":false,\"narrator\":\"Rachel\"}";

    static StorySubmission of(ApiCall kind, ReceivedCall call) {
        String defaultIdea = kind == ApiCall.IMAGES_TO_VIDEO
                ? "Make a stunning video showcasing these images with nice story line" : "";
        int images = call.files().isEmpty() ? call.all("image_urls").size() : call.files().size();
        int scenes = images > 0 ? images : Integer.parseInt(call.field("scene_count").orElse("3"));
        return new StorySubmission(
                call.field("idea").filter(idea -> !idea.isBlank()).orElse(defaultIdea),
                call.field("title").orElse(""),
                call.field("description").orElse(""),
                call.field("aspect_ratio").orElse("16:9"),
                call.field("language").orElse("English"),
                json(call.field("audio_option").orElse(DEFAULT_AUDIO)),
                json(call.field("elements").orElse("{}")),
                call.field("motion_type").orElse("Auto"),
                scenes,
                call.files().isEmpty() ? call.all("image_urls") : List.of(),
                call.field("webhook_url").orElse(""));
    }

    /** What is made of an idea and nothing else. */
    static StorySubmission of(String idea) {
        return new StorySubmission(idea, "", "", "16:9", "English", json(DEFAULT_AUDIO), json("{}"), "Auto", 3,
                List.of(), "");
    }

    /** The idea without its markers. */
    String plainIdea() {
        return idea.replaceAll("\\[sim:[^\\]]*\\]", "").strip();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
