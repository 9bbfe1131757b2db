package io.storyreel.sandbox.simulator;

import java.time.Duration;

import io.storyreel.sandbox.simulator.call.ServiceDialect;
import io.storyreel.sandbox.video.SampleVideo;

/**
 * How a simulator behaves where a marker does not say otherwise.
 *
 * @param port           0 for a free one
 * @param apiKey         the one key it accepts
 * @param generationTime from the call to {@code success}
 * @param composeDelay   from {@code success} to a {@code video_url}, and from /concat
 * @param stageTime      what storyboard, elements and scenes take to answer
 * @param credits        the balance at the start
 * @param price          what each paid call costs
 * @param videos         makes the films
 * @param dialect        how it is spoken to
 */
public record SimulatorOptions(int port, String apiKey, Duration generationTime, Duration composeDelay,
        Duration stageTime, long credits, long price, VideoSource videos, ServiceDialect dialect) {

    /** What tests want: a free port, half a second a story, credits enough, a film of a few frames. */
    public static SimulatorOptions quick() {
        return new SimulatorOptions(0, "sandbox-key", Duration.ofMillis(400), Duration.ofMillis(100), Duration.ZERO,
                1_000_000, 10, SampleVideo::tiny, ServiceDialect.FORM);
    }

    /** What a person wants to watch: some seconds a story, and a film with its title and scenes. */
    public static SimulatorOptions watchable() {
        return new SimulatorOptions(0, "sandbox-key", Duration.ofSeconds(6), Duration.ofSeconds(1),
                Duration.ofSeconds(1), 1_000_000, 10, SampleVideo::pretty, ServiceDialect.FORM);
    }

    public SimulatorOptions withPort(int other) {
        return new SimulatorOptions(other, apiKey, generationTime, composeDelay, stageTime, credits, price, videos,
                dialect);
    }

    public SimulatorOptions withApiKey(String other) {
        return new SimulatorOptions(port, other, generationTime, composeDelay, stageTime, credits, price, videos,
                dialect);
    }

    public SimulatorOptions withGenerationTime(Duration other) {
        return new SimulatorOptions(port, apiKey, other, composeDelay, stageTime, credits, price, videos,
                dialect);
    }

    public SimulatorOptions withComposeDelay(Duration other) {
        return new SimulatorOptions(port, apiKey, generationTime, other, stageTime, credits, price, videos,
                dialect);
    }

    public SimulatorOptions withStageTime(Duration other) {
        return new SimulatorOptions(port, apiKey, generationTime, composeDelay, other, credits, price, videos,
                dialect);
    }

    public SimulatorOptions withCredits(long other) {
        return new SimulatorOptions(port, apiKey, generationTime, composeDelay, stageTime, other, price, videos,
                dialect);
    }

    public SimulatorOptions withVideos(VideoSource other) {
        return new SimulatorOptions(port, apiKey, generationTime, composeDelay, stageTime, credits, price, other,
                dialect);
    }

    public SimulatorOptions speaking(ServiceDialect other) {
        return new SimulatorOptions(port, apiKey, generationTime, composeDelay, stageTime, credits, price, videos,
                other);
    }
}
