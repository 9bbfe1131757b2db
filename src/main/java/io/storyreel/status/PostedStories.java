package io.storyreel.status;

import java.util.List;
import java.util.Locale;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.StoryreelSettings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * What may be posted to {@code /api/stories}, and by whom. Nothing is held of the body of a call that is refused for
 * anything else, and no more than {@code storyreel.inbox.max-size} of any other, however it is sent: beyond that it is
 * answered 413.
 */
@ApplicationScoped
@Named("postedStories")
@Unremovable
public class PostedStories {

    private static final String PATH = "/api/stories";

    /** Before the platform's own body handler, which knows nothing of who may post. */
    private static final int FIRST = -10_000;

    private final AccessRule rule;

    private final BodyHandler body;

    PostedStories(AccessRule rule, StoryreelSettings settings) {
        this.rule = rule;
        this.body = BodyHandler.create(false).setBodyLimit(settings.inbox().maxSize().asLongValue());
    }

    void limit(@Observes Router router) {
        router.post(PATH).order(FIRST).handler(this::read);
    }

    private void read(RoutingContext call) {
        if (rule.status(call.request()) == 200 && status(call.request()) == 200) {
            body.handle(call);
        } else {
            // The route tells why; the platform's own handler must not read on.
            ((RoutingContextInternal) call).visitHandler(RoutingContextInternal.BODY_HANDLER);
            call.next();
        }
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
