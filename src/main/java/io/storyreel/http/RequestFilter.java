package io.storyreel.http;

import java.util.List;

import io.netty.util.AttributeKey;
import io.quarkus.vertx.http.ManagementInterface;
import io.storyreel.fault.OutOfMemoryExit;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * The first to see a request, on either port: tells the {@link ConnectionGuard} how far it is, and refuses those that
 * two readers could read in two ways, of which one may be in front of us (request smuggling, RFC 9112 section 6.1).
 */
@ApplicationScoped
public class RequestFilter {

    private static final int BEFORE_ALL = Integer.MIN_VALUE;

    private static final AttributeKey<Boolean> HUNG_UP = AttributeKey.valueOf(RequestFilter.class.getName());

    void pass(@Observes Router router) {
        router.route().order(BEFORE_ALL).handler(RequestFilter::look).failureHandler(RequestFilter::failed);
    }

    void pass(@Observes ManagementInterface management) {
        management.router().route().order(BEFORE_ALL).handler(RequestFilter::look);
    }

    private static void look(RoutingContext call) {
        HttpServerRequest request = call.request();
        if (isHungUp(request)) {
            return;
        }
        follow(call, request);
        if (isAmbiguous(request)) {
            hangUp(call);
        } else {
            call.next();
        }
    }

    /** What breaks off in the middle of a request is the caller's doing: no fault to be told of here. */
    private static void failed(RoutingContext call) {
        OutOfMemoryExit.endIfBehind(call.failure());
        if (call.request().isEnded() || call.response().headWritten() || call.statusCode() == 413) {
            call.next();
        } else {
            hangUp(call);
        }
    }

    /** Nothing that comes behind it is a request any more, whatever it looks like. */
    private static void hangUp(RoutingContext call) {
        if (call.request().connection() instanceof ConnectionBase connection) {
            connection.channel().attr(HUNG_UP).set(true);
        }
        call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader("X-Content-Type-Options", "nosniff").putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .setStatusCode(400).end().onComplete(said -> call.request().connection().close());
    }

    private static boolean isHungUp(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                && connection.channel().attr(HUNG_UP).get() != null;
    }

    private static void follow(RoutingContext call, HttpServerRequest request) {
        if (request.connection() instanceof ConnectionBase connection) {
            ClientConnection caller = ClientConnection.of(connection.channel());
            if (caller != null) {
                caller.hasSaidHeaders();
                request.end().onSuccess(ended -> caller.hasSaidAll());
                call.addEndHandler(ended -> caller.isAnswered());
            }
        }
    }

    /** Where the body ends must be said once, and in a way that everybody knows. */
    private static boolean isAmbiguous(HttpServerRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        List<String> lengths = request.headers().getAll(HttpHeaders.CONTENT_LENGTH);
        return !codings.isEmpty() && (!lengths.isEmpty() || codings.size() > 1
                || !codings.get(0).strip().equalsIgnoreCase("chunked")) || lengths.size() > 1
                || request.headers().getAll(HttpHeaders.HOST).size() > 1;
    }
}
