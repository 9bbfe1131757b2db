package io.storyreel.page;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.vertx.core.http.HttpServerResponse;

/** Who listens to changes. Nobody costs a thread; who does not take what is sent is released, and may come back. */
final class Viewers {

    /** At once. Whoever comes then asks instead. */
    static final int MOST = 200;

    /** Bytes that wait for one of them. */
    private static final int WAITING = 1024 * 1024;

    private final Set<HttpServerResponse> all = ConcurrentHashMap.newKeySet();

    boolean isEmpty() {
        return all.isEmpty();
    }

    boolean areAll() {
        return all.size() >= MOST;
    }

    void add(HttpServerResponse viewer) {
        viewer.setWriteQueueMaxSize(WAITING);
        viewer.closeHandler(gone -> all.remove(viewer));
        viewer.exceptionHandler(broken -> all.remove(viewer));
        all.add(viewer);
    }

    void send(String text) {
        all.forEach(viewer -> send(viewer, text));
    }

    void send(HttpServerResponse viewer, String text) {
        if (viewer.ended() || viewer.closed() || viewer.writeQueueFull()) {
            release(viewer);
        } else {
            write(viewer, text);
        }
    }

    /** One who goes in that moment keeps the news from nobody else. */
    private void write(HttpServerResponse viewer, String text) {
        try {
            viewer.write(text);
        } catch (IllegalStateException gone) {
            all.remove(viewer);
        }
    }

    void resumeAll() {
        all.forEach(this::release);
    }

    private void release(HttpServerResponse viewer) {
        all.remove(viewer);
        if (!viewer.ended() && !viewer.closed()) {
            viewer.end();
        }
    }
}
