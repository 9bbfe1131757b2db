package io.storyreel.handover;

import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.ShutdownState;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/**
 * How many stories each stage takes into this process: its workers and a few that wait for them, no more, so that a
 * backlog stays in the ledger, where other replicas can take it and it costs no memory. Who hands a story to a stage's
 * queue has taken a permit for it before; the worker gives it back when its exchange is done.
 */
@ApplicationScoped
@Named("stagePermits")
@Unremovable
public class StagePermits {

    /** Of the stage named so: {@code seda:submit-story}, and likewise the others. */
    public static final String SUBMIT = "submit-story";

    /** Calls that may take minutes. */
    public static final String SUBMIT_LONG = "submit-stage";

    /** Questions. */
    public static final String OBSERVE = "observe-story";

    /** Looks at what a webhook told of an uncertain story. */
    public static final String ADOPT = "adopt-story";

    /** Videos on their way into the bucket. */
    public static final String DELIVER = "deliver-video";

    /** Outcomes on their way to who asked. */
    public static final String REPORT = "report-outcome";

    private static final long PATIENCE_MILLIS = 200;

    private final Map<String, Stage> stages;

    private final int maxConcurrent;

    private final boolean alone;

    private final ShutdownState stopping;

    StagePermits(StoryreelSettings settings, ShutdownState stopping) {
        this.stopping = stopping;
        this.maxConcurrent = settings.api().maxConcurrent();
        this.alone = settings.db().kind() == DbKind.H2;
        this.stages = Map.of(SUBMIT, new Stage(submit()), SUBMIT_LONG, new Stage(submitLong()), OBSERVE,
                new Stage(observe()), ADOPT, new Stage(adopt()), DELIVER, new Stage(deliver()), REPORT,
                new Stage(report()));
    }

    /** One stage's permits. */
    private static final class Stage {
        private final Semaphore free;
        private final int half;
        private volatile boolean awaited;

        Stage(int all) {
            this.free = new Semaphore(all);
            this.half = Math.max(1, all / 2);
        }
    }

    /** Short calls, those under way and as many that wait for a permit. */
    public int submit() {
        return 2 * maxConcurrent;
    }

    /**
     * Calls that may take minutes: one permit of {@code max-concurrent} is left for all others, or a few long calls
     * would keep every other story waiting. None waits in memory for its permit.
     */
    public int submitLong() {
        return Math.max(1, maxConcurrent - 1);
    }

    /** A burst of callbacks. */
    public int observe() {
        return Math.max(64, 2 * maxConcurrent);
    }

    /** Seldom any. */
    public int adopt() {
        return 16;
    }

    /** Four for each worker of the route; among replicas two, so that none keeps what another could do now. */
    public int deliver() {
        return alone ? 32 : 16;
    }

    /** A burst of outcomes. */
    public int report() {
        return 64;
    }

    /**
     * Takes one permit where one is free now, and nobody waits for some: what has waited in the ledger comes first.
     * None is taken once the process is stopping.
     */
    public boolean take(String stage) {
        Stage wanted = stages.get(stage);
        return !stopping.isBegun() && !wanted.awaited && wanted.free.tryAcquire();
    }

    /**
     * Takes all that are free now.
     *
     * @return how many permits, perhaps none
     */
    public int takeFree(String stage) {
        return stopping.isBegun() ? 0 : stages.get(stage).free.drainPermits();
    }

    /**
     * Waits a moment until half of a stage's permits are free and takes them: who claims one at a time asks the
     * database for each. The others stay for what is handed over meanwhile.
     *
     * @return how many permits; 0 where they are still taken, or the process is stopping
     */
    public int takeHalf(String stage) {
        Stage wanted = stages.get(stage);
        try {
            wanted.awaited = true;
            return !stopping.isBegun() && wanted.free.tryAcquire(wanted.half, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    ? wanted.half : 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } finally {
            wanted.awaited = false;
        }
    }

    /** Whether no more is to be begun. */
    public boolean isStopping() {
        return stopping.isBegun() || Thread.currentThread().isInterrupted();
    }

    /** Gives permits back; names of other stages are none of ours. */
    public void giveBack(String stage, int permits) {
        Stage known = stage == null ? null : stages.get(stage);
        if (known != null) {
            known.free.release(permits);
        }
    }
}
