package io.storyreel.sandbox.simulator;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes storyboards: always the same one for the same idea, with every part a real one has. */
final class Screenwriter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> BEATS = List.of("The beginning", "A surprise", "Trouble", "A turn", "Together",
            "The way home", "The end");

    private Screenwriter() {
    }

    /** A storyboard of so many scenes, with the caller's own elements in it. */
    static ObjectNode storyboard(String idea, int sceneCount, JsonNode elements) {
        ObjectNode storyboard = JSON.createObjectNode();
        element(storyboard, "characters", "Hero", "The one this story is about: " + idea, elements);
        element(storyboard, "environments", "Meadow", "A wide meadow in the light of the morning.", elements);
        element(storyboard, "objects", "Lantern", "A small brass lantern that never goes out.", elements);
        storyboard.putObject("music")
                .put("description", "A calm piece for piano and strings.")
                .put("lyrics", "Walk with me, the night is long, the lantern hums a quiet song.");
        storyboard.putObject("title_scene").put("title", "The lantern").put("description", "Letters of warm light.");
        ArrayNode scenes = storyboard.putArray("scenes");
        for (int i = 0; i < sceneCount; i++) {
            String beat = BEATS.get(i % BEATS.size());
            scenes.addObject()
                    .put("name", beat)
                    .put("narrator", beat + ", and the lantern shines.")
                    .put("image_description", "lighting:soft, **Hero** in the **Meadow**, scene " + (i + 1))
                    .put("video_description", "camera motion:pan left, camera angle:eye level, Hero walks on.");
        }
        return storyboard;
    }

    private static void element(ObjectNode storyboard, String kind, String name, String description, JsonNode own) {
        ArrayNode list = storyboard.putArray(kind);
        if (own.path(kind).isArray() && !own.path(kind).isEmpty()) {
            list.addAll((ArrayNode) own.path(kind).deepCopy());
        } else {
            list.addObject().put("name", name).put("description", description);
        }
    }

    /** Gives every character, environment and object that has no picture one, and the music its file. */
    static void drawElements(ObjectNode storyboard, String mediaBase) {
        for (String kind : List.of("characters", "environments", "objects")) {
            draw(storyboard.path(kind), mediaBase + "/" + kind);
        }
        if (storyboard.path("music") instanceof ObjectNode music && !music.has("music_url")) {
            music.put("music_url", mediaBase + "/music.mp3");
        }
    }

    /** Gives every scene that has no picture one, and its narration. */
    static void drawScenes(ObjectNode storyboard, String mediaBase) {
        draw(storyboard.path("scenes"), mediaBase + "/scenes");
        int number = 1;
        for (JsonNode scene : storyboard.path("scenes")) {
            ((ObjectNode) scene).put("narration_url", mediaBase + "/narration-" + number++ + ".mp3");
        }
    }

    private static void draw(JsonNode list, String base) {
        int number = 1;
        for (JsonNode entry : list) {
            if (entry instanceof ObjectNode object && !object.has("image_url")) {
                object.put("image_url", base + "-" + number + ".png");
            }
            number++;
        }
    }
}
