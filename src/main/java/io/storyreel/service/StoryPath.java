package io.storyreel.service;

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
}
