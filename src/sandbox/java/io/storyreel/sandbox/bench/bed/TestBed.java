package io.storyreel.sandbox.bench.bed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.storyreel.sandbox.LocalS3;
import io.storyreel.sandbox.SandboxSettings;

/** What product and relay share: the simulated service and the store, both in this process. */
public final class TestBed implements AutoCloseable {

    private final StoredObjects objects = new StoredObjects();

    private final LocalS3 s3;

    private final BenchHost host;

    private final Relay relay;

    private TestBed(Optional<Path> objectFolder, long videoSize, Optional<Duration> readyAfter, boolean nodeRelay) {
        this.s3 = LocalS3.startWatched(objectFolder, objects);
        s3.createBucket(SandboxSettings.BUCKET);
        this.host = BenchHost.start(videoSize, readyAfter);
        this.relay = nodeRelay ? NodeRelay.start(host.url(), s3) : VertxRelay.start(host.url(), s3);
    }

    /**
     * Starts all of it.
     *
     * @param objectFolder where the store's objects go; empty: in memory
     * @param readyAfter   what the service takes for a story; empty: until it is told
     * @param nodeRelay    whether the relay is a process of Node, not a thread of this one
     */
    public static TestBed open(Optional<Path> objectFolder, long videoSize, Optional<Duration> readyAfter,
            boolean nodeRelay) {
        return new TestBed(objectFolder, videoSize, readyAfter, nodeRelay);
    }

    public StoredObjects objects() {
        return objects;
    }

    public LocalS3 s3() {
        return s3;
    }

    public BenchHost host() {
        return host;
    }

    public Relay relay() {
        return relay;
    }

    /** Every call so far, by its kind. */
    public Map<String, Long> calls() {
        Map<String, Long> all = new TreeMap<>(host.calls());
        objects.operations().forEach((method, count) -> all.put("S3 " + method, count));
        return all;
    }

    @Override
    public void close() {
        relay.close();
        host.close();
        s3.close();
    }
}
