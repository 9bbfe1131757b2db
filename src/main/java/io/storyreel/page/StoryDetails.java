package io.storyreel.page;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.ledger.Retries;
import io.storyreel.ledger.event.StoryEvents;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.status.AccessRule;
import io.storyreel.status.StatusService;
import io.storyreel.story.Step;
import io.storyreel.story.Story;
import io.storyreel.story.StoryEvent;
import io.storyreel.story.StoryEvent.Kind;
import io.storyreel.story.StoryState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Header;

/** What the page of one story shows beside what the list says of it: timeline, storyboard, video, and review. */
@ApplicationScoped
@Named("storyDetails")
@Unremovable
public class StoryDetails {

    private final StoryQueries queries;
    private final StoryEvents events;
    private final Retries retries;
    private final StatusService status;
    private final VideoLinks links;
    private final AccessRule rule;
    private final ObjectMapper json;

    StoryDetails(StoryQueries queries, StoryEvents events, Retries retries, StatusService status, VideoLinks links,
            AccessRule rule, ObjectMapper json) {
        this.queries = queries;
        this.events = events;
        this.retries = retries;
        this.status = status;
        this.links = links;
        this.rule = rule;
        this.json = json;
    }

    /** One story; null for an unknown id. */
    public String details(@Header("requestId") String requestId) {
        return queries.story(requestId).map(this::details).orElse(null);
    }

    private String details(Story story) {
        ObjectNode details = json.createObjectNode();
        details.set("story", status.shown(story));
        details.put("asked_for", story.requested("idea"));
        timeline(details.putArray("timeline"), story);
        details.set("storyboard", new Storyboard(story, json.createObjectNode()).shown());
        links.of(story).ifPresent(link -> details.putObject("video").put("url", link.toString())
                .put("valid_seconds", VideoLinks.VALID.toSeconds()));
        if (story.state() == StoryState.FAILED || story.state() == StoryState.UNCERTAIN) {
            details.put("retry_pays", retries.pays(story.requestId()));
        }
        if (story.state() == StoryState.REVIEW) {
            review(details.putObject("review"), story);
        }
        return details.toString();
    }

    private void timeline(ArrayNode timeline, Story story) {
        List<StoryEvent> all = new ArrayList<>();
        all.add(new StoryEvent(story.receivedAt(), Kind.ACCEPTED, null, null, null));
        all.addAll(events.of(story.requestId()));
        if (story.reportedAt() != null) {
            all.add(new StoryEvent(story.reportedAt(), Kind.REPORTED, null, null, null));
        }
        // A result may have been handed out before a person said retry; of one time they stay as they were noted.
        all.sort(Comparator.comparing(StoryEvent::at));
        for (StoryEvent event : all) {
            ObjectNode one = add(timeline, event.at(), event.kind());
            put(one, "step", event.step());
            put(one, "error_code", event.errorCode());
            if (event.progress() != null) {
                one.put("progress_percentage", event.progress());
            }
        }
    }

    private static ObjectNode add(ArrayNode timeline, Instant at, Kind kind) {
        return timeline.addObject().put("at", at.toString()).put("event", kind.wireName());
    }

    private static void put(ObjectNode one, String name, String value) {
        if (value != null) {
            one.put(name, value);
        }
    }

    /** What a person is to look at, whole, so that it can be sent back with what he changes. */
    private void review(ObjectNode review, Story story) {
        Step next = story.stepProgress().step();
        review.put("next_step", next.wireName()).put("may_resume", rule.hasToken());
        JsonNode storyboard = story.stepProgress().storyboard() != null ? story.stepProgress().storyboard()
                : story.service() == null ? null : story.service().get("storyboard");
        if (storyboard != null && storyboard.isObject()) {
            review.set("storyboard", storyboard);
        }
    }
}
