package io.storyreel.terminal;

import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.terminal.RunningInstance.Unanswered;
import org.eclipse.microprofile.config.Config;

/**
 * {@code --status [ID]}: asks the instance that runs, which is found by the same settings ({@code quarkus.http.port},
 * {@code storyreel.ui.token}) or by {@code --url}, and prints its newest stories, or one of them with its timeline.
 */
public final class StatusCommand {

    private static final String USAGE = "usage: java -jar quarkus-run.jar --status [--url http://host:8080] [ID]";

    private static final int NEWEST = 30;

    private static final int TITLE = 48;

    private static final int NOT_THERE = 1;

    private static final int NO_ANSWER = 2;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final RunningInstance instance;
    private final Clock clock;
    private final PrintStream out;

    private StatusCommand(RunningInstance instance, Clock clock, PrintStream out) {
        this.instance = instance;
        this.clock = clock;
        this.out = out;
    }

    /**
     * Asks and prints.
     *
     * @return the exit code: 0, 1 for an unknown story or wrong words, 2 where there is no answer
     */
    public static int run(Config config, List<String> words, PrintStream out, PrintStream err) {
        List<String> rest = new ArrayList<>(words);
        int url = rest.indexOf("--url");
        String address = url >= 0 && url + 1 < rest.size() ? rest.remove(url + 1) : null;
        if (url >= 0) {
            rest.remove(url);
        }
        if (url >= 0 && address == null || rest.size() > 1 || rest.stream().anyMatch(word -> word.startsWith("-"))) {
            err.println(USAGE);
            return NOT_THERE;
        }
        try {
            StatusCommand command = new StatusCommand(new RunningInstance(config, address), Clock.systemUTC(), out);
            return rest.isEmpty() ? command.all() : command.one(rest.get(0), err);
        } catch (Unanswered | IllegalArgumentException e) {
            err.println("storyreel --status: " + TextTable.safe(String.valueOf(e.getMessage())));
            return NO_ANSWER;
        }
    }

    private int all() throws Unanswered {
        JsonNode page = asked("api/stories?limit=" + NEWEST);
        TextTable table = new TextTable().row("REQUEST", "STATE", "PROGRESS", "CREDITS", "AGE", "TITLE");
        for (JsonNode story : page.path("stories")) {
            table.row(text(story, "request_id"), state(story), progress(story), credits(story),
                    age(text(story, "received_at")), cut(title(story)));
        }
        table.print(out);
        if (page.has("next")) {
            out.println("...");
        }
        out.println(totals(asked("api/overview")));
        out.flush();
        return 0;
    }

    private int one(String requestId, PrintStream err) throws Unanswered {
        String path = "api/stories/" + URLEncoder.encode(requestId, StandardCharsets.UTF_8).replace("+", "%20");
        Optional<JsonNode> known = instance.ask(path + "/details");
        if (known.isEmpty()) {
            err.println("there is no story with the request_id " + TextTable.safe(requestId));
            return NOT_THERE;
        }
        JsonNode story = known.get().path("story");
        TextTable facts = new TextTable().row("request", text(story, "request_id")).row("title", title(story))
                .row("state", state(story)).row("progress", progress(story)).row("mode", text(story, "mode"))
                .row("credits", credits(story)).row("story id", text(story, "story_id"))
                .row("video", text(story, "video"));
        if (story.has("error")) {
            facts.row("error", story.at("/error/code").asText() + ": " + story.at("/error/message").asText());
        }
        facts.print(out);
        out.println();
        TextTable timeline = new TextTable();
        for (JsonNode event : known.get().path("timeline")) {
            timeline.row(TIME.format(Instant.parse(text(event, "at")).atZone(ZoneId.systemDefault())),
                    text(event, "event").replace('_', ' '), text(event, "step"),
                    event.has("progress_percentage") ? progress(event) : "",
                    event.has("error_code") ? text(event, "error_code") : "");
        }
        timeline.print(out);
        out.flush();
        return 0;
    }

    private JsonNode asked(String path) throws Unanswered {
        return instance.ask(path).orElseThrow(() -> new Unanswered("what answers is no Storyreel of this version"));
    }

    private static String totals(JsonNode overview) {
        JsonNode states = overview.path("states");
        JsonNode credits = overview.path("credits");
        String cap = credits.has("max_per_day") ? " of " + credits.path("max_per_day").asText() : "";
        return (states.path("accepted").asLong() + states.path("waiting_credit").asLong()) + " waiting, "
                + (states.path("submitting").asLong() + states.path("generating").asLong()
                        + states.path("delivering").asLong()) + " in the making, "
                + (states.path("review").asLong() + states.path("uncertain").asLong()) + " need you, "
                + states.path("delivered").asLong() + " delivered, " + states.path("failed").asLong() + " failed; "
                + credits.path("spent_today").asText() + cap + " credits today"
                + (overview.path("credit_gate_closed").asBoolean() ? "; the service has no credit left" : "")
                + (overview.path("breaker_open").asBoolean() ? "; the service is down, calls pause" : "");
    }

    private static String state(JsonNode story) {
        return text(story, "state").replace('_', ' ') + (story.has("error") && !story.path("state").asText()
                .equals("delivered") ? " (" + story.at("/error/code").asText() + ")" : "");
    }

    private static String title(JsonNode story) {
        return story.has("title") ? text(story, "title") : text(story, "idea");
    }

    private static String progress(JsonNode of) {
        return of.has("progress_percentage") ? of.path("progress_percentage").asText() + " %" : "-";
    }

    private static String credits(JsonNode story) {
        String estimated = story.has("estimated_credits") ? story.path("estimated_credits").asText() : "?";
        return story.has("used_credits") ? story.path("used_credits").asText() + "/" + estimated : "~" + estimated;
    }

    private String age(String since) {
        Duration age = Duration.between(Instant.parse(since), clock.instant());
        long seconds = Math.max(0, age.toSeconds());
        return seconds < 60 ? seconds + " s" : seconds < 3_600 ? seconds / 60 + " min"
                : seconds < 86_400 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
    }

    private static String cut(String title) {
        return title.codePointCount(0, title.length()) <= TITLE ? title
                : title.substring(0, title.offsetByCodePoints(0, TITLE - 1)) + "…";
    }

    private static String text(JsonNode of, String field) {
        return of.path(field).isMissingNode() ? "-" : of.path(field).asText();
    }
}
