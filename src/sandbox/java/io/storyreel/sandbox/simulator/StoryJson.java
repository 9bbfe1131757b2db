package io.storyreel.sandbox.simulator;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The Story object as the service writes it, with its oddities: a space in its times, a version that is a text. */
final class StoryJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSxxx")
            .withZone(ZoneOffset.UTC);

    private StoryJson() {
    }

    static ObjectNode of(SimulatedStory story, boolean withStoryboard) {
        StorySubmission submission = story.submission();
        ObjectNode json = JSON.createObjectNode();
        json.put("id", story.id())
                .put("email", "someone@example.com")
                .put("manager_id", "USER_ID")
                .put("customer_id", StoryService.CUSTOMER)
                .put("is_highlights", "")
                .put("title", submission.title())
                .put("description", submission.description())
                .put("visibility_status", "1")
                .put("idea", submission.idea());
        json.set("storyboard", withStoryboard ? story.storyboard().deepCopy() : JSON.createObjectNode());
        addScenes(json, story);
        json.put("story_version", 0).put("message", story.message()).put("note", "").put("feedback", "");
        json.put("is_transition", false);
        json.putArray("files");
        addMedias(json, story);
        ArrayNode images = json.putArray("image_urls");
        submission.imageUrls().forEach(images::add);
        json.putArray("image_prompts");
        json.putArray("pose_preset").addObject().put("motion_type", submission.motionType())
                .put("prompt_strength", 3).put("quantity", 1).put("motion_amount", 5).put("motion_length", 5)
                .put("loop", 1).put("prompt", "");
        json.putObject("submit_params").put("scale_factor", "1").put("pipeline_preset", "Fast").put("file_size", "")
                .put("native_audio", false).put("extend_video", "No").put("aspect_ratio", submission.aspectRatio());
        json.put("progress_percentage", story.progress()).put("status", story.status());
        json.put("generate_type", "GENERATE_VIDEO");
        json.set("audio_option", submission.audioOption());
        json.put("language", submission.language()).put("narration_url", "");
        json.put("used_credits", story.usedCredits()).put("version", "2").put("video_url", story.videoUrl());
        json.put("created_at", TIME.format(story.createdAt())).put("updated_at", TIME.format(Instant.now()));
        return json.put("show_title", false);
    }

    private static void addScenes(ObjectNode json, SimulatedStory story) {
        ArrayNode scenes = json.putArray("scenes");
        if (story.isStarted() && story.progress() > 0) {
            for (JsonNode scene : story.storyboard().path("scenes")) {
                scenes.addObject().put("prompt", scene.path("video_description").asText());
            }
        }
    }

    private static void addMedias(ObjectNode json, SimulatedStory story) {
        ArrayNode medias = json.putArray("medias");
        ArrayNode finished = json.putArray("finished_medias");
        json.putArray("failed_medias");
        int number = 1;
        int all = json.path("scenes").size();
        for (JsonNode scene : json.path("scenes")) {
            ObjectNode media = medias.addObject().put("media_id", story.id() + "-" + number)
                    .put("item", "scene-" + number);
            media.putObject("source").put("prompt", scene.path("prompt").asText());
            if (story.progress() * all >= 100 * number) {
                finished.add(media.deepCopy());
            }
            number++;
        }
    }
}
