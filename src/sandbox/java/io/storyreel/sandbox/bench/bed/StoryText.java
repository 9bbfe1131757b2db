package io.storyreel.sandbox.bench.bed;

import java.net.URI;
import java.time.Instant;

/** A story as the service writes it, of the length that real ones have, without being built anew each time. */
final class StoryText {

    private static final String SCENE = "{\"name\":\"The beginning\","
            + "\"narrator\":\"The beginning, and the lantern shines.\","
            + "\"image_description\":\"lighting:soft, **Hero** in the **Meadow**\","
            + "\"video_description\":\"camera motion:pan left, camera angle:eye level, Hero walks on.\"}";

    private final String middle;

    private final String end;

    private final URI base;

    StoryText(URI base) {
        this.base = base;
        this.middle = "\",\"email\":\"someone@example.com\",\"customer_id\":\"bench\",\"title\":\"Bench\","
                + "\"description\":\"\",\"visibility_status\":\"1\",\"storyboard\":{\"characters\":[{\"name\":\"Hero\","
                + "\"description\":\"The one this story is about.\"}],\"scenes\":[" + SCENE + "," + SCENE + "," + SCENE
                + "]},\"scenes\":[],\"message\":\"\",\"files\":[],\"medias\":[],\"finished_medias\":[],"
                + "\"failed_medias\":[],\"image_urls\":[],\"submit_params\":{\"scale_factor\":\"1\","
                + "\"pipeline_preset\":\"Fast\",\"native_audio\":false,\"aspect_ratio\":\"16:9\"},"
                + "\"audio_option\":{\"has_bg_music\":true,\"has_narration\":true,\"narrator\":\"Rachel\"},"
                + "\"language\":\"English\",\"used_credits\":10,\"version\":\"2\",\"created_at\":\""
                + Instant.now().toString().replace('T', ' ').replace("Z", "+00:00") + "\",\"idea\":\"";
        this.end = "\"}}";
    }

    /** The idea of the story that is made for that name. */
    static String idea(String name) {
        return "A paper boat sails down a rainy street and finds the sea: " + name;
    }

    /** The name in such an idea. */
    static String nameIn(String idea) {
        return idea.substring(idea.lastIndexOf(' ') + 1);
    }

    String of(BenchStory story) {
        boolean isReady = story.isReady();
        return "{\"data\":{\"id\":\"" + story.id() + middle + idea(story.name()) + "\",\"progress_percentage\":"
                + (isReady ? 100 : 10) + ",\"status\":\"" + (isReady ? "success" : "processing")
                + "\",\"video_url\":\"" + (isReady ? base + "/media/" + story.id() + ".mp4" : "") + end;
    }
}
