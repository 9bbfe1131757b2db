package io.storyreel.sandbox;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The newest stories in a terminal, written over as they move. */
final class LiveView {

    private static final int STORIES = 8;

    private static final int TITLE = 34;

    private static final int BAR = 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProductProcess product;

    private final PrintStream out;

    private List<String> shown = List.of();

    LiveView(ProductProcess product, PrintStream out) {
        this.product = product;
        this.out = out;
    }

    /** Shows them until the product ends. */
    void untilItEnds() throws InterruptedException {
        while (product.isAlive()) {
            try {
                show(lines(JSON.readTree(product.get(product.url().resolve("/api/stories?limit=" + STORIES)).body())));
            } catch (IOException notThisTime) {
                // What is shown stays.
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    static List<String> lines(JsonNode page) {
        List<String> lines = new ArrayList<>();
        for (JsonNode story : page.path("stories")) {
            int percent = story.path("state").asText().equals("delivered") ? 100
                    : story.path("progress_percentage").asInt();
            int full = BAR * percent / 100;
            lines.add(String.format(Locale.ROOT, "%-" + TITLE + "s  [%s%s] %3d %%  %s", cut(title(story)),
                    "#".repeat(full),
                    ".".repeat(BAR - full), percent, story.path("state").asText()
                            + (story.has("error") ? " (" + story.at("/error/code").asText() + ")" : "")));
        }
        return lines;
    }

    private void show(List<String> lines) {
        if (lines.equals(shown)) {
            return;
        }
        // Up to where the last ones began; each line wipes out what stood in it.
        out.print(shown.isEmpty() ? "" : "\u001b[" + shown.size() + "A");
        lines.forEach(line -> out.print("\u001b[2K" + line + "\n"));
        out.flush();
        shown = lines;
    }

    private static String title(JsonNode story) {
        for (String name : List.of("title", "idea")) {
            if (!story.path(name).asText().isBlank()) {
                return story.path(name).asText().replaceAll("[\\p{Cc}\\p{Cf}]", "?");
            }
        }
        return story.path("request_id").asText();
    }

    private static String cut(String title) {
        return title.length() <= TITLE ? title : title.substring(0, TITLE - 3) + "...";
    }
}
