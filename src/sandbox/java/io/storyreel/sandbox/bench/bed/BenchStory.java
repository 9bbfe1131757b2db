package io.storyreel.sandbox.bench.bed;

import io.storyreel.sandbox.simulator.StoryFilm;

/** One story of the simulated service under load. */
public final class BenchStory {

    private final String id;

    private final String name;

    private final String webhookUrl;

    private volatile long readyAt;

    private volatile boolean isReady;

    /** @param name whose story it is: the request's id */
    BenchStory(String id, String name, String webhookUrl) {
        this.id = id;
        this.name = name;
        this.webhookUrl = webhookUrl;
    }

    String id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** Where its callback goes, or empty. */
    String webhookUrl() {
        return webhookUrl;
    }

    void becomeReady() {
        readyAt = System.nanoTime();
        isReady = true;
    }

    boolean isReady() {
        return isReady;
    }

    /** When it became ready, by {@link System#nanoTime()}. */
    public long readyAt() {
        return readyAt;
    }

    /** Its video: no two stories have the same bytes. */
    StoryFilm film(byte[] opening, long size) {
        return new StoryFilm(id, opening, size);
    }
}
