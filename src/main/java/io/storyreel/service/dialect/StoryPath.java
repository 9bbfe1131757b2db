package io.storyreel.service.dialect;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths of the service below its base URL. */
public final class StoryPath {

    private StoryPath() {
    }

    /** The path of a story. Its id came from outside: it must stay one segment of the path. */
    public static String of(String storyId) {
        String segment = URLEncoder.encode(storyId, StandardCharsets.UTF_8).replace("+", "%20");
        return "/story/" + (segment.chars().allMatch(c -> c == '.') ? segment.replace(".", "%2E") : segment);
    }

    /** The path of a call, about that story where it is about one. */
    static String of(StoryCall call, String storyId) {
        String path = call.path();
        return path.contains("{story_id}") ? path.replace("/story/{story_id}", of(storyId)) : path;
    }
}
