package io.storyreel.status;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.StoryreelSettings;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * Who may look at stories: without {@code storyreel.ui.token} whoever is on this machine, with it whoever brings it,
 * as a bearer token or, for browsers, as the password of basic authentication.
 */
@ApplicationScoped
@Named("accessRule")
@Unremovable
public class AccessRule {

    private final Optional<String> token;

    AccessRule(StoryreelSettings settings) {
        this.token = settings.ui().token();
    }

    /**
     * The status to refuse with, or 200. What counts is what stands in the request's own headers, once: Camel's headers
     * of the same names may come out of the address.
     */
    public int check(Exchange exchange) {
        return status(exchange.getMessage(HttpMessage.class).getRequest());
    }

    /** Whether {@code storyreel.ui.token} is set. */
    public boolean hasToken() {
        return token.isPresent();
    }

    /** The same for a request that no route has taken. */
    public int status(HttpServerRequest request) {
        return status(only(request, "Authorization"), only(request, "Host"), only(request, "Origin"),
                request.remoteAddress());
    }

    private static String only(HttpServerRequest request, String header) {
        List<String> values = request.headers().getAll(header);
        // One that is neither of those that were said.
        return values.isEmpty() ? null : values.size() == 1 ? values.get(0) : String.join(", ", values);
    }

    int status(String authorization, String host, String origin, SocketAddress remote) {
        if (token.isEmpty()) {
            // A page of a strange site in this machine's own browser comes from loopback too: its name tells.
            return isLoopback(remote) && isThisMachine(host) && isOurPage(origin, host) ? 200 : 403;
        }
        if (!isOurPage(origin, host) && authorization != null
                && authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            // A browser that has signed in sends that along with whatever another site's page asks of us.
            return 403;
        }
        return brought(authorization).filter(this::matches).isPresent() ? 200 : 401;
    }

    /** Whether it is asked by no page at all, or by one of this very host and port. */
    private static boolean isOurPage(String origin, String host) {
        return origin == null || origin.matches("(?i)https?://.*")
                && origin.substring(origin.indexOf("//") + 2).equalsIgnoreCase(host);
    }

    private static boolean isLoopback(SocketAddress remote) {
        String address = remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
        return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1")
                || address.startsWith("::ffff:127.");
    }

    private static boolean isThisMachine(String hostAndPort) {
        String host = hostAndPort == null ? "" : hostAndPort.replaceFirst(":[0-9]+$", "");
        return host.equalsIgnoreCase("localhost") || host.startsWith("127.") && host.matches("[0-9.]+")
                || host.equals("[::1]");
    }

    private static Optional<String> brought(String authorization) {
        if (authorization == null) {
            return Optional.empty();
        }
        if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.of(authorization.substring(7).strip());
        }
        if (authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            try {
                String pair = new String(Base64.getDecoder().decode(authorization.substring(6).strip()),
                        StandardCharsets.UTF_8);
                return Optional.of(pair.substring(pair.indexOf(':') + 1));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** In constant time, so that a guess learns nothing from how long the answer takes. */
    private boolean matches(String guess) {
        return MessageDigest.isEqual(guess.getBytes(StandardCharsets.UTF_8),
                token.orElseThrow().getBytes(StandardCharsets.UTF_8));
    }
}
