package io.storyreel.page;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.story.Story;

/**
 * What a story is to look like, as the service last told it: read leniently, for none of it can be trusted to be there.
 * Pictures are numbered in the order they stand in it; their addresses are not shown to anybody.
 */
final class Storyboard {

    /** More than any story has; the service's answers are bounded, but not by much. */
    private static final int MOST = 300;

    private static final List<String> ELEMENTS = List.of("characters", "environments", "objects");

    private final List<String> pictures = new ArrayList<>();

    private final ObjectNode shown;

    Storyboard(Story story, ObjectNode empty) {
        shown = empty;
        JsonNode service = story.service() == null ? MissingNode.getInstance() : story.service();
        JsonNode storyboard = service.path("storyboard");
        ArrayNode scenes = shown.putArray("scenes");
        JsonNode made = service.path("scenes");
        int count = Math.max(storyboard.path("scenes").size(), made.size());
        for (int i = 0; i < Math.min(count, MOST); i++) {
            scene(scenes.addObject(), storyboard.path("scenes").path(i), made.path(i));
        }
        ArrayNode elements = shown.putArray("elements");
        for (String kind : ELEMENTS) {
            for (JsonNode element : storyboard.path(kind)) {
                if (elements.size() < MOST) {
                    picture(words(elements.addObject().put("kind", kind), element, "name", "description"), element);
                }
            }
        }
        for (JsonNode given : story.request().path("image_urls")) {
            picture(elements.addObject().put("kind", "images"), given);
        }
        words(shown.putObject("music"), storyboard.path("music"), "description", "lyrics");
    }

    private void scene(ObjectNode scene, JsonNode planned, JsonNode made) {
        words(scene, planned, "name", "narrator", "image_description", "video_description");
        if (!picture(scene, planned)) {
            picture(scene, made);
        }
    }

    private boolean picture(ObjectNode of, JsonNode holder) {
        JsonNode address = holder.isTextual() ? holder : holder.path("image_url");
        if (!address.isTextual() || address.textValue().isBlank() || pictures.size() == MOST) {
            return false;
        }
        of.put("picture", pictures.size());
        pictures.add(address.textValue());
        return true;
    }

    private static ObjectNode words(ObjectNode to, JsonNode from, String... fields) {
        for (String field : fields) {
            if (from.path(field).isTextual()) {
                to.set(field, from.path(field));
            }
        }
        return to;
    }

    ObjectNode shown() {
        return shown;
    }

    /** The address of a picture, or null. */
    String picture(int number) {
        return number < pictures.size() ? pictures.get(number) : null;
    }
}
