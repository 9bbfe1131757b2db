package io.storyreel.story;

import com.fasterxml.jackson.databind.JsonNode;

/** What people call a story: its title, or how its idea begins. */
public final class StoryLabel {

    /** Characters; the width of the ledger's column. */
    private static final int LONGEST = 200;

    private StoryLabel() {
    }

    /** In one line, as it was written; empty where the request has neither. */
    public static String of(JsonNode request) {
        String title = request.path("title").asText("").strip();
        String words = (title.isEmpty() ? request.path("idea").asText("") : title).replaceAll("\\s+", " ").strip();
        return words.length() <= LONGEST ? words : words.substring(0, words.offsetByCodePoints(0, shortened(words)));
    }

    /** So many characters that no pair of surrogates is torn. */
    private static int shortened(String words) {
        return words.codePointCount(0, Character.isHighSurrogate(words.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
    }
}
