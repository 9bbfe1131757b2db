package io.storyreel.proxy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.storyreel.text.UrlParts;

/**
 * Where an HTTP proxy is, and who we are there.
 *
 * @param host its name or address, an IPv6 one without brackets
 * @param user null where it asks for nobody
 * @param password never to be shown
 */
public record ProxyAddress(String host, int port, String user, String password) {

    private static final Pattern FORM = Pattern.compile(
            "(?:http://)?(?:(?<user>[^/]*)@)?(?<host>\\[[0-9A-Fa-f:.]+]|[^/:@\\s\\[\\]]+)(?::(?<port>[0-9]{1,5}))?/?");

    /** What other programs take where none is named. */
    private static final int PORT = 3128;

    /**
     * Reads {@code http://user:password@host:port}; all but the host may be left out, and a {@code %40} in the password
     * is an {@code @}.
     *
     * @return empty where it is not of that form
     */
    public static Optional<ProxyAddress> parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        int port = parts.group("port") == null ? PORT : Integer.parseInt(parts.group("port"));
        String host = parts.group("host").replaceAll("[\\[\\]]", "");
        String login = parts.group("user");
        if (!UrlParts.isPort(port)) {
            return Optional.empty();
        }
        if (login == null) {
            return Optional.of(new ProxyAddress(host, port, null, null));
        }
        int colon = login.indexOf(':');
        try {
            return Optional.of(new ProxyAddress(host, port, decoded(colon < 0 ? login : login.substring(0, colon)),
                    colon < 0 ? "" : decoded(login.substring(colon + 1))));
        } catch (IllegalArgumentException brokenEscape) {
            return Optional.empty();
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The value of {@code Proxy-Authorization} (RFC 7617); only where there is a user. */
    public String authorization() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Without the user and the password. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
