package io.storyreel.status;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import io.netty.buffer.ByteBuf;
import io.quarkus.arc.Unremovable;
import io.storyreel.settings.StoryreelSettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * What may be posted to {@code /api/stories}, and by whom. Nothing is held of the body of a call that is refused for
 * anything else, and no more than {@code storyreel.inbox.max-size} of any other, however it is sent: beyond that it is
 * answered 413. All of them together have an eighth of the heap, or room for one of the largest where that is
 * more: beyond that a body is answered 503.
 */
@ApplicationScoped
@Named("postedStories")
@Unremovable
public class PostedStories {

    private static final String PATH = "/api/stories";

    /** Before the platform's own body handler, which knows nothing of who may post. */
    private static final int FIRST = -10_000;

    /** What is read of it needs some three times as much, one document after the other, see LargeDocuments. */
    private static final int OF_THE_HEAP = 8;

    /** Beside one of the largest. */
    private static final long SMALL_ONES = 1024 * 1024;

    /** That a Java array can have. */
    private static final int LARGEST = Integer.MAX_VALUE - 16;

    private final AccessRule rule;

    private final long maxSize;

    /** A permit for each byte that they may have together. */
    private final Semaphore room;

    /** Those that are read, or are with the route. */
    private final Map<HttpServerRequest, PostedBody> bodies = new ConcurrentHashMap<>();

    PostedStories(AccessRule rule, StoryreelSettings settings) {
        this.rule = rule;
        this.maxSize = Math.min(settings.inbox().maxSize().asLongValue(), LARGEST);
        long together = Math.max(maxSize + SMALL_ONES, Runtime.getRuntime().maxMemory() / OF_THE_HEAP);
        this.room = new Semaphore((int) Math.min(together, LARGEST));
    }

    void limit(@Observes Router router) {
        router.post(PATH).order(FIRST).handler(this::read);
    }

    private void read(RoutingContext call) {
        if (rule.status(call.request()) == 200 && status(call.request()) == 200) {
            PostedBody body = new PostedBody(call, room, maxSize);
            bodies.put(call.request(), body);
            // Unless the route has it by then: a caller who hangs up takes nothing out of its hands.
            call.addEndHandler(ended -> release(call.request()));
            body.read();
        } else {
            // The route tells why; the platform's own handler must not read on.
            ((RoutingContextInternal) call).visitHandler(RoutingContextInternal.BODY_HANDLER);
            call.next();
        }
    }

    private void release(HttpServerRequest request) {
        PostedBody body = bodies.remove(request);
        if (body != null) {
            body.release();
        }
    }

    /**
     * Makes bytes of the body that was read, which stay reserved until the exchange is done, whatever becomes of its
     * caller. No copy where they fill what they are in, as those do whose number was announced. The message stays the
     * platform's, which knows the call.
     */
    public void take(Exchange exchange) {
        PostedBody posted = bodies.remove(exchange.getMessage(HttpMessage.class).getRequest());
        if (posted != null) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    posted.release();
                }
            });
        }
        Object body = exchange.getMessage().getBody();
        exchange.getMessage().setBody(body instanceof Buffer held ? bytes(held) : new byte[0]);
    }

    private static byte[] bytes(Buffer body) {
        ByteBuf held = body.getByteBuf();
        return held.hasArray() && held.array().length == held.readableBytes() ? held.array() : body.getBytes();
    }

    /**
     * The status to refuse with, or 200, for a caller who may look at stories: 403 where no token is set, since
     * whatever runs on this machine may look, but not spend; 415 for what is not said to be JSON.
     */
    public int check(Exchange exchange) {
        return status(exchange.getMessage(HttpMessage.class).getRequest());
    }

    private int status(HttpServerRequest request) {
        if (!rule.hasToken()) {
            return 403;
        }
        List<String> types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
        return types.size() == 1 && isJson(types.get(0)) ? 200 : 415;
    }

    /** Parameters behind the type are the caller's to add: a document is UTF-8, whatever they say. */
    static boolean isJson(String contentType) {
        return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }
}
