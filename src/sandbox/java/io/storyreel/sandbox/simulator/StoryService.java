package io.storyreel.sandbox.simulator;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.sandbox.simulator.call.ApiCall;
import io.storyreel.sandbox.simulator.call.FieldRules;
import io.storyreel.sandbox.simulator.call.Payment;
import io.storyreel.sandbox.simulator.call.Problem;
import io.storyreel.sandbox.simulator.call.ReceivedCall;

/**
 * The service behind its HTTP: takes well-formed calls, keeps the stories, charges for them. Knows no faults but its
 * own.
 */
final class StoryService {

    static final String CUSTOMER = "sandbox-customer";

    private final Map<String, SimulatedStory> stories = new ConcurrentHashMap<>();

    private final SimulatorOptions options;

    private final Credits credits;

    private final CallLog log;

    private final URI base;

    private final FaultPlan faults;

    private final BiConsumer<SimulatedStory, Duration> onStart;

    /** @param onStart told of each story that starts to generate, and how long it takes */
    StoryService(SimulatorOptions options, Credits credits, CallLog log, URI base, FaultPlan faults,
            BiConsumer<SimulatedStory, Duration> onStart) {
        this.options = options;
        this.credits = credits;
        this.log = log;
        this.base = base;
        this.faults = faults;
        this.onStart = onStart;
    }

    List<SimulatedStory> stories() {
        return stories.values().stream().sorted((a, b) -> a.createdAt().compareTo(b.createdAt())).toList();
    }

    Optional<SimulatedStory> story(String id) {
        return Optional.ofNullable(stories.get(id));
    }

    /** The idea a call is about: its own, or its story's. */
    String ideaOf(ReceivedCall call, String storyId) {
        return call.field("idea").orElseGet(() -> story(storyId).map(SimulatedStory::idea).orElse(""));
    }

    Answer serve(ApiCall kind, ReceivedCall call, String pathId) {
        String storyId = kind == ApiCall.STORY ? call.field("story_id").orElse("") : pathId;
        boolean isNew = kind.creates() && storyId.isEmpty();
        if (!isNew && !stories.containsKey(storyId)) {
            return Answer.error(404);
        }
        List<Problem> problems = FieldRules.problemsOf(kind, call);
        if (!problems.isEmpty()) {
            return Answer.invalid(problems);
        }
        if (kind.isPaid() && !credits.spend(options.price())) {
            return Answer.error(402);
        }
        SimulatedStory story = isNew ? create(kind, call) : stories.get(storyId);
        if (kind.isPaid()) {
            story.charge(options.price());
            log.paid(new Payment(kind, story.id(), story.idea(), options.price(), call.receivedAt()));
        }
        return perform(kind, call, story);
    }

    private Answer perform(ApiCall kind, ReceivedCall call, SimulatedStory story) {
        call.field("storyboard").ifPresent(json -> story.storyboard((ObjectNode) StorySubmission.json(json), 0));
        switch (kind) {
            case ELEMENTS -> story.storyboard(drawn(story, false), 10);
            case SCENES -> story.storyboard(drawn(story, true), 10);
            case VIDEOS -> {
                call.field("webhook_url").ifPresent(story::callBackAt);
                start(story);
            }
            case CONCAT -> {
                if (Marker.find(story.idea(), "never-video-url").isEmpty()) {
                    story.compose(options.composeDelay());
                }
                return Answer.empty();
            }
            default -> {
                // Nothing more to do for the others: they were created, or only look.
            }
        }
        if (kind == ApiCall.STORY || kind == ApiCall.ELEMENTS || kind == ApiCall.SCENES) {
            story.stepEnded(faults.failsAt(kind, story.idea()) ? "The " + kind.name().toLowerCase(Locale.ROOT)
                    + " could not be made" : "");
        }
        boolean withStoryboard = !kind.isAutomatic();
        return Answer.story(StoryJson.of(story, withStoryboard));
    }

    private SimulatedStory create(ApiCall kind, ReceivedCall call) {
        StorySubmission submission = StorySubmission.of(kind, call);
        SimulatedStory story = new SimulatedStory(submission);
        story.storyboard(Screenwriter.storyboard(submission.plainIdea(), submission.sceneCount(),
                submission.elements()), 0);
        stories.put(story.id(), story);
        if (kind.isAutomatic()) {
            start(story);
        }
        return story;
    }

    /** A story that was made and paid before this service began. */
    void remember(String id, String idea, boolean isStarted) {
        StorySubmission submission = StorySubmission.of(idea);
        SimulatedStory story = new SimulatedStory(id, submission);
        story.storyboard(Screenwriter.storyboard(submission.plainIdea(), submission.sceneCount(),
                submission.elements()), 0);
        stories.put(id, story);
        if (isStarted) {
            start(story);
        }
    }

    private ObjectNode drawn(SimulatedStory story, boolean withScenes) {
        ObjectNode storyboard = story.storyboard().deepCopy();
        String mediaBase = base + "/images/" + story.id();
        Screenwriter.drawElements(storyboard, mediaBase);
        if (withScenes) {
            Screenwriter.drawScenes(storyboard, mediaBase);
        }
        return storyboard;
    }

    private void start(SimulatedStory story) {
        String idea = story.idea();
        boolean isEarly = Marker.find(idea, "early-webhook").isPresent();
        boolean composesItself = Marker.find(idea, "no-video-url").isEmpty()
                && Marker.find(idea, "never-video-url").isEmpty();
        // A webhook that comes before the answer can only tell the truth when the story is finished by then.
        Duration generation = isEarly ? Duration.ZERO : options.generationTime();
        story.start(generation, composesItself ? options.composeDelay() : null,
                VideoFaults.of(idea).urlOf(base, story.id()),
                faults.failsAt(ApiCall.VIDEOS, idea) ? "The scenes could not be animated" : "");
        onStart.accept(story, generation);
    }
}
