package io.storyreel.sandbox.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.sandbox.video.Screenplay;

/**
 * One story of the simulated service. What it says of itself follows from the clock: it starts to generate at one
 * moment, ends at a second and is composed at a third.
 */
public final class SimulatedStory {

    private final String id;

    private final Instant createdAt = Instant.now();

    private final StorySubmission submission;

    private ObjectNode storyboard;

    private int stageProgress;

    private String webhookUrl;

    private Instant startedAt;

    private Instant endsAt = Instant.MAX;

    private Instant composedAt = Instant.MAX;

    private String failure = "";

    private String stepFailure = "";

    private long usedCredits;

    private String videoUrl = "";

    SimulatedStory(StorySubmission submission) {
        this(UUID.randomUUID().toString(), submission);
    }

    /** One that has an id already. */
    SimulatedStory(String id, StorySubmission submission) {
        this.id = id;
        this.submission = submission;
        this.webhookUrl = submission.webhookUrl();
    }

    /** The story's id, which a webhook calls {@code batch_id}. */
    public String id() {
        return id;
    }

    /** The idea it was made from, markers and all. */
    public String idea() {
        return submission.idea();
    }

    /** Where its webhook goes, or empty. */
    public synchronized String webhookUrl() {
        return webhookUrl;
    }

    /** {@code new}, {@code processing}, {@code success} or {@code fail}, at this moment. */
    public synchronized String status() {
        Instant now = Instant.now();
        if (startedAt == null) {
            return stepFailure.isEmpty() ? "new" : "fail";
        }
        if (now.isBefore(endsAt)) {
            return progress() < 5 ? "new" : "processing";
        }
        return failure.isEmpty() ? "success" : "fail";
    }

    /** From 0 to 100, at this moment. */
    public synchronized int progress() {
        if (startedAt == null) {
            return stageProgress;
        }
        long total = Math.max(1, Duration.between(startedAt, endsAt).toMillis());
        long gone = Duration.between(startedAt, Instant.now()).toMillis();
        int percent = (int) Math.min(100, 100 * gone / total);
        return failure.isEmpty() ? percent : Math.min(percent, 60);
    }

    /** Where the video is, or empty before it is composed. */
    public synchronized String videoUrl() {
        boolean composed = status().equals("success") && !Instant.now().isBefore(composedAt);
        return composed ? videoUrl : "";
    }

    /** What went wrong, or empty. */
    public synchronized String message() {
        if (startedAt == null) {
            return stepFailure;
        }
        return status().equals("fail") ? failure : "";
    }

    /** What it has cost so far. */
    public synchronized long usedCredits() {
        return usedCredits;
    }

    /** The film the service makes of it. */
    public synchronized Screenplay screenplay() {
        List<String> scenes = storyboard.path("scenes").findValuesAsText("narrator");
        String title = submission.title().isEmpty() ? submission.plainIdea() : submission.title();
        return new Screenplay(title, submission.aspectRatio(), scenes);
    }

    synchronized void charge(long credits) {
        usedCredits += credits;
    }

    synchronized void storyboard(ObjectNode other, int progress) {
        storyboard = other;
        stageProgress = progress;
    }

    synchronized ObjectNode storyboard() {
        return storyboard;
    }

    /** A step has ended, well with an empty message. */
    synchronized void stepEnded(String failureMessage) {
        stepFailure = failureMessage;
    }

    synchronized void callBackAt(String url) {
        webhookUrl = url;
    }

    /** Starts to generate; {@code composeDelay} null means that only a /concat composes. */
    synchronized void start(Duration generation, Duration composeDelay, String url, String failureMessage) {
        startedAt = Instant.now();
        endsAt = startedAt.plus(generation);
        composedAt = composeDelay == null ? Instant.MAX : endsAt.plus(composeDelay);
        videoUrl = url;
        failure = failureMessage;
    }

    synchronized void endNow(String failureMessage) {
        endsAt = Instant.now();
        composedAt = endsAt;
        failure = failureMessage;
    }

    synchronized void compose(Duration delay) {
        composedAt = Instant.now().plus(delay);
    }

    StorySubmission submission() {
        return submission;
    }

    Instant createdAt() {
        return createdAt;
    }

    synchronized boolean isStarted() {
        return startedAt != null;
    }
}
