package io.storyreel.status;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;

/**
 * A posted body on its way into memory. Its bytes are reserved among those of all bodies before they are held: what its
 * caller has announced at once, else as they come. The platform's own handler knows no such bound.
 */
final class PostedBody {

    private static final byte[] NO_ROOM = ("{\"message\":\"too many large documents are being read at once, please send"
            + " this one again\"}").getBytes(StandardCharsets.UTF_8);

    private final RoutingContext call;

    private final Semaphore room;

    private final long maxSize;

    private final AtomicInteger held = new AtomicInteger();

    private final boolean isAnnounced;

    /** As they came, where nobody knows how many: a buffer that grows takes three times the memory while it does. */
    private final List<Buffer> chunks = new ArrayList<>();

    private Buffer bytes;

    private long size;

    private boolean isRefused;

    /**
     * @param room a permit for each byte that all of them may have together
     * @param maxSize of this one: beyond it the answer is 413
     */
    PostedBody(RoutingContext call, Semaphore room, long maxSize) {
        this.call = call;
        this.room = room;
        this.maxSize = maxSize;
        this.isAnnounced = call.request().headers().contains(HttpHeaders.CONTENT_LENGTH);
    }

    /** Reads it, and then lets the call go on; or refuses it with 413, or with 503 where there is no room. */
    void read() {
        // The platform's own handler must not read on.
        ((RoutingContextInternal) call).visitHandler(RoutingContextInternal.BODY_HANDLER);
        HttpServerRequest request = call.request();
        long announced = isAnnounced ? announced(request) : 0;
        if (announced > maxSize) {
            refuse(413);
            return;
        }
        if (!reserved((int) announced)) {
            refuse(503);
            return;
        }
        bytes = isAnnounced ? Buffer.buffer((int) announced) : null;
        if (request.isEnded()) {
            whole();
            return;
        }
        if (request.headers().contains(HttpHeaders.EXPECT, "100-continue", true)) {
            call.response().writeContinue();
        }
        request.exceptionHandler(call::fail).handler(this::take).endHandler(end -> whole()).resume();
    }

    /** Gives the reservation back, once, whoever says so first. */
    void release() {
        room.release(held.getAndSet(0));
    }

    /** Netty has read it as a number. */
    private static long announced(HttpServerRequest request) {
        List<String> lengths = request.headers().getAll(HttpHeaders.CONTENT_LENGTH);
        return Long.parseLong(lengths.get(0).strip());
    }

    private void take(Buffer chunk) {
        if (isRefused) {
            return;
        }
        size += chunk.length();
        if (size > maxSize) {
            refuse(413);
        } else if (!isAnnounced && !reserved(chunk.length())) {
            refuse(503);
        } else if (isAnnounced) {
            bytes.appendBuffer(chunk);
        } else {
            chunks.add(chunk);
        }
    }

    private boolean reserved(int more) {
        if (!room.tryAcquire(more)) {
            return false;
        }
        held.addAndGet(more);
        return true;
    }

    private void whole() {
        if (!isRefused) {
            bytes = isAnnounced ? bytes : Buffer.buffer((int) size);
            chunks.forEach(bytes::appendBuffer);
            chunks.clear();
            ((RoutingContextInternal) call).setBody(bytes);
            call.next();
        }
    }

    private void refuse(int status) {
        isRefused = true;
        bytes = null;
        chunks.clear();
        release();
        if (status == 413) {
            call.fail(status);
            return;
        }
        if (!call.request().isEnded()) {
            // What is not taken would be kept for whoever takes it.
            call.request().handler(dropped -> { }).resume();
        }
        call.response().setStatusCode(status).putHeader(HttpHeaders.RETRY_AFTER, "1")
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(Buffer.buffer(NO_ROOM));
    }
}
