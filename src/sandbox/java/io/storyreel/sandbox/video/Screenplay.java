package io.storyreel.sandbox.video;

import java.util.List;

/**
 * What a sample video shows.
 *
 * @param aspectRatio such as {@code 16:9}
 * @param scenes      one text a scene
 */
public record Screenplay(String title, String aspectRatio, List<String> scenes) {

    public Screenplay {
        scenes = List.copyOf(scenes);
    }
}
