package io.storyreel.service.dialect;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Paths of the service below its base URL. */
public final class StoryPath {

    private static final Pattern CALL = Pattern.compile("^.*?/story(?:/([^/?]+)(?:/([a-z]+))?)?(?:\\?.*)?$");

    private StoryPath() {
    }

    /** The path of a story. Its id came from outside: it must stay one segment of the path. */
    public static String of(String storyId) {
        String segment = URLEncoder.encode(storyId, StandardCharsets.UTF_8).replace("+", "%20");
        return "/story/" + (segment.chars().allMatch(c -> c == '.') ? segment.replace(".", "%2E") : segment);
    }

    /**
     * A path below whatever base as the service's documentation writes it, with {@code {story_id}} for an id: of those
     * there are few.
     */
    public static String template(String path) {
        Matcher parts = CALL.matcher(path);
        if (!parts.matches()) {
            return "/";
        }
        String first = parts.group(1);
        String second = parts.group(2);
        if (first == null) {
            return "/story";
        }
        return second == null && Stream.of(StoryCall.values()).anyMatch(call -> call.path().equals("/story/" + first))
                ? "/story/" + first
                : "/story/{story_id}" + (second == null ? "" : "/" + second);
    }

    /** The path of a call, about that story where it is about one. */
    static String of(StoryCall call, String storyId) {
        String path = call.path();
        return path.contains("{story_id}") ? path.replace("/story/{story_id}", of(storyId)) : path;
    }
}
