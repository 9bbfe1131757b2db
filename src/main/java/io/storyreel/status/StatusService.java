package io.storyreel.status;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.result.StoryResult;
import io.storyreel.story.NotBefore;
import io.storyreel.story.Story;
import io.storyreel.story.StoryLabel;
import io.storyreel.story.StoryState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.util.ObjectHelper;

/** Answers "where is my story?" out of the ledger. */
@ApplicationScoped
@Named("statusService")
@Unremovable
public class StatusService {

    private static final int DEFAULT_PAGE = 50;

    private static final int LARGEST_PAGE = 500;

    /** No database goes much further, and no story was received later. */
    private static final Instant END_OF_TIME = Instant.parse("9999-01-01T00:00:00Z");

    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private final StoryQueries queries;
    private final ObjectMapper json;

    StatusService(StoryQueries queries, ObjectMapper json) {
        this.queries = queries;
        this.json = json;
    }

    /** One story, with its result once it is final or to be reviewed; null for an unknown id. */
    public String story(@Header("requestId") String requestId) {
        return queries.story(requestId).map(story -> {
            ObjectNode shown = shown(story);
            // Here it is whole: one story's request is as large as it is, a page of them is not to be.
            put(shown, "title", story.requested("title"));
            if (story.state().isFinal() || story.state() == StoryState.REVIEW) {
                // Written as it is in the outbox, to the last digit.
                shown.putPOJO("result", StoryResult.of(story));
            }
            queries.reportError(requestId).ifPresent(why -> shown.put("report_error", why));
            return write(shown);
        }).orElse(null);
    }

    /**
     * A page of stories, newest first, with {@code next} where there are more.
     *
     * @throws IllegalArgumentException where a parameter can't be read; its message names it
     */
    public String page(@Header("state") String state, @Header("text") String text, @Header("limit") String limit,
            @Header("after") String after) {
        int size = size(limit);
        Set<StoryState> states = states(state);
        if (states.isEmpty() && state != null && !state.isBlank()) {
            // A state of documents, not of stories: what is rejected never enters the ledger.
            return json.createObjectNode().set("stories", json.createArrayNode()).toString();
        }
        String[] last = after == null || after.isBlank() ? new String[2] : position(after);
        String part = text == null || text.isBlank() ? null : text.strip();
        List<Story> found = queries.page(states, part, last[0] == null ? null : instant(last[0]), last[1],
                size + 1);
        ObjectNode page = json.createObjectNode();
        var stories = page.putArray("stories");
        found.stream().limit(size).forEach(story -> stories.add(shown(story)));
        if (found.size() > size) {
            Story end = found.get(size - 1);
            page.put("next", Base64.getUrlEncoder().withoutPadding().encodeToString(
                    (end.receivedAt() + " " + end.requestId()).getBytes(StandardCharsets.UTF_8)));
        }
        return page.toString();
    }

    /** What is wrong with a question, in words. */
    public String complaint(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception caught) {
        IllegalArgumentException bad = ObjectHelper.getException(IllegalArgumentException.class, caught);
        return json.createObjectNode().put("message", bad.getMessage()).toString();
    }

    private String write(ObjectNode shown) {
        try {
            return json.writeValueAsString(shown);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a story can be written as JSON", e);
        }
    }

    /** One story as it stands in the list. */
    public ObjectNode shown(Story story) {
        ObjectNode shown = json.createObjectNode();
        shown.put("request_id", story.requestId()).put("state", story.state().wireName());
        put(shown, "step", story.stepProgress() == null ? null : story.stepProgress().step().wireName());
        put(shown, "story_id", story.storyId());
        if (story.progress() != null) {
            shown.put("progress_percentage", story.progress());
        }
        if (story.usedCredits() != null) {
            shown.put("used_credits", StoryResult.plain(story.usedCredits()));
        }
        if (story.estimatedCredits() != null) {
            shown.put("estimated_credits", StoryResult.plain(story.estimatedCredits()));
        }
        shown.put("mode", story.stepProgress() == null ? "automatic" : "advanced");
        String title = story.requested("title");
        boolean hasTitle = title != null && !title.isBlank();
        put(shown, hasTitle ? "title" : "idea", StoryLabel.of(story.request()));
        put(shown, "not_before", story.state() == StoryState.ACCEPTED ? NotBefore.of(story.request()) : null);
        put(shown, "received_at", story.receivedAt());
        put(shown, "submitted_at", story.submittedAt());
        put(shown, "deadline_at", story.state().isFinal() ? null : story.deadlineAt());
        put(shown, "finished_at", story.finishedAt());
        if (story.video() != null) {
            shown.put("video", story.video().uri());
        }
        if (story.error() != null) {
            shown.putObject("error").put("code", story.error().code().name()).put("message", story.error().message());
        }
        return shown;
    }

    private static void put(ObjectNode shown, String name, Object value) {
        if (value != null) {
            shown.put(name, value.toString());
        }
    }

    private static int size(String limit) {
        if (limit == null || limit.isBlank()) {
            return DEFAULT_PAGE;
        }
        if (!limit.matches("[0-9]{1,4}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > LARGEST_PAGE) {
            throw new IllegalArgumentException("limit: a whole number from 1 to " + LARGEST_PAGE);
        }
        return Integer.parseInt(limit);
    }

    /** Several are separated by commas. That of rejected documents is one without stories. */
    private static Set<StoryState> states(String states) {
        Set<StoryState> named = EnumSet.noneOf(StoryState.class);
        if (states == null || states.isBlank()) {
            return named;
        }
        for (String state : states.split(",", -1)) {
            if (!state.equals("rejected")) {
                named.add(state(state));
            }
        }
        return named;
    }

    private static StoryState state(String state) {
        try {
            return StoryState.valueOf(state.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("state: there is no such state");
        }
    }

    private static String[] position(String after) {
        try {
            String[] last = new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8).split(" ", 2);
            if (last.length == 2 && REQUEST_ID.matcher(last[1]).matches()) {
                return last;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("after: take it from the next of the page before");
        }
        throw new IllegalArgumentException("after: take it from the next of the page before");
    }

    private static Instant instant(String text) {
        try {
            Instant time = Instant.parse(text);
            if (!time.isBefore(Instant.EPOCH) && time.isBefore(END_OF_TIME)) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw new IllegalArgumentException("after: take it from the next of the page before");
    }
}
