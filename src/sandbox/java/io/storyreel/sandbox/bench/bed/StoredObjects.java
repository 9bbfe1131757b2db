package io.storyreel.sandbox.bench.bed;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** What the store was asked for, and when each video was there. */
public final class StoredObjects implements BiConsumer<String, String> {

    /** A video that is whole in the store, at a time of {@link System#nanoTime()}. */
    public record Stored(String key, String name, long at) {
    }

    private final Map<String, LongAdder> operations = new ConcurrentHashMap<>();

    private final Map<String, Stored> videos = new ConcurrentHashMap<>();

    private final Collection<Stored> replaced = new ConcurrentLinkedQueue<>();

    private final AtomicInteger count = new AtomicInteger();

    @Override
    public void accept(String method, String key) {
        long now = System.nanoTime();
        operations.computeIfAbsent(method, any -> new LongAdder()).increment();
        if (method.equals("PUT") && key.endsWith(".mp4")) {
            String name = key.substring(key.lastIndexOf('/') + 1, key.length() - ".mp4".length());
            Stored stored = new Stored(key, name, now);
            if (videos.putIfAbsent(name, stored) == null) {
                count.incrementAndGet();
            } else {
                replaced.add(stored);
            }
        }
    }

    /** How many videos there are. */
    public int count() {
        return count.get();
    }

    /** The video of that name. */
    public Optional<Stored> video(String name) {
        return Optional.ofNullable(videos.get(name));
    }

    /** All videos whose names begin so, in the order they came. */
    public List<Stored> videos(String prefix) {
        return videos.values().stream().filter(stored -> stored.name().startsWith(prefix))
                .sorted((a, b) -> Long.compare(a.at(), b.at())).toList();
    }

    /** Videos that were put a second time. */
    int replaced() {
        return replaced.size();
    }

    /** How often each operation was done. */
    Map<String, Long> operations() {
        Map<String, Long> sums = new TreeMap<>();
        operations.forEach((method, sum) -> sums.put(method, sum.sum()));
        return sums;
    }
}
