package io.storyreel.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * What may be posted to us besides requests, before any route sees it: 64 KiB at most, answered 413 before more is
 * held, and JSON whatever the caller calls it. A form's body would be taken apart and gone: a bad body would look like
 * none at all.
 */
@ApplicationScoped
public class RequestBodyLimits {

    private static final long MAX_BYTES = 64 * 1024;

    /** Before the platform's own body handler, which allows megabytes. */
    private static final int FIRST = -10_000;

    void limit(@Observes Router router) {
        for (String path : new String[] { "/webhooks/*", "/api/stories/:requestId/retry" }) {
            router.post(path).order(FIRST - 1).handler(call -> {
                call.request().headers().set(HttpHeaders.CONTENT_TYPE, "application/json");
                call.next();
            });
            router.post(path).order(FIRST).handler(BodyHandler.create(false).setBodyLimit(MAX_BYTES));
        }
    }
}
