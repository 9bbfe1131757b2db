package io.storyreel.metrics;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What becomes of stories, for monitoring. Counted by the process that has made it happen and once it is committed: all
 * replicas together count it once.
 */
@Startup
@ApplicationScoped
public class StoryMetrics {

    /** Where the times of stages are told apart. */
    private static final Duration[] BUCKETS = Stream.of("PT0.1S", "PT0.5S", "PT1S", "PT5S", "PT15S", "PT30S", "PT1M",
            "PT2M", "PT5M", "PT10M", "PT30M", "PT1H", "PT2H", "PT6H", "PT24H").map(Duration::parse)
            .toArray(Duration[]::new);

    /** A stage that takes its time for a story. */
    public enum TimedStage {
        /** From when it may be sent to when the service has it; of the advanced mode each step. */
        SUBMIT,
        /** Until the video is made. */
        TRACK,
        /** Until it is in the bucket. */
        DELIVER,
        /** From its outcome to when that has arrived where it was asked for. */
        REPORT
    }

    private final Map<TimedStage, Timer> stages = new EnumMap<>(TimedStage.class);

    private final Counter byCallback;

    private final Counter byPoll;

    private final Counter credits;

    private final Counter videoBytes;

    StoryMetrics(MeterRegistry registry) {
        for (TimedStage stage : TimedStage.values()) {
            stages.put(stage, Timer.builder("storyreel.stage").description("How long stories took for a stage")
                    .tag("stage", Labels.of(stage)).serviceLevelObjectives(BUCKETS).register(registry));
        }
        this.byCallback = completions(registry, "callback");
        this.byPoll = completions(registry, "poll");
        this.credits = Counter.builder("storyreel.credits")
                .description("Credits that the service has told were used").register(registry);
        this.videoBytes = Counter.builder("storyreel.video.bytes").description("Bytes of delivered videos")
                .register(registry);
    }

    private static Counter completions(MeterRegistry registry, String by) {
        return Counter.builder("storyreel.completions")
                .description("Stories to which the service has come to an end, by what had told of it").tag("by", by)
                .register(registry);
    }

    /** A story has got through a stage. */
    public void took(TimedStage stage, Duration time) {
        stages.get(stage).record(time);
    }

    /** The service has come to an end with a story. */
    public void completed(boolean isCalledBack) {
        (isCalledBack ? byCallback : byPoll).increment();
    }

    /** So many more credits are known to have been used. */
    public void used(BigDecimal more) {
        credits.increment(more.doubleValue());
    }

    /** A video of that size is in the bucket. */
    public void stored(long bytes) {
        videoBytes.increment(bytes);
    }
}
