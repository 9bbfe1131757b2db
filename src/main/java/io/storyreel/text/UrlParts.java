package io.storyreel.text;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An absolute address of the form {@code scheme://authority..}, split as RFC 3986 (appendix B) splits it and no
 * further: which characters may stand in a part is for whoever uses it to say. {@link java.net.URI} refuses addresses
 * that are in use: host names with an underscore, unescaped characters in a query.
 *
 * @param scheme in lower case
 * @param user what stands before the last {@code @} of the authority; null where there is none
 * @param host as written, an IPv6 address in its brackets; null where what stands there can be no host and port
 * @param port its digits, which may be none; null where there is no colon
 * @param path empty, or from its {@code /} on
 * @param query without its question mark; null where there is none
 */
public record UrlParts(String scheme, String user, String host, String port, String path, String query) {

    /** Of TCP (RFC 9293). */
    public static final int HIGHEST_PORT = 65_535;

    private static final Pattern PARTS = Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
            + "((?<user>[^/?#]*)@)?(?<server>[^/?#@]*)(?<path>[^?#]*)(\\?(?<query>[^#]*))?(#.*)?", Pattern.DOTALL);

    private static final Pattern SERVER = Pattern.compile("(?<host>\\[[^\\]]*]|[^:\\[\\]]*)(:(?<port>[0-9]{0,5}))?");

    /** Empty where the text is no such address. A fragment is left out. */
    public static Optional<UrlParts> of(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Matcher server = SERVER.matcher(parts.group("server"));
        boolean isServer = server.matches();
        return Optional.of(new UrlParts(parts.group("scheme").toLowerCase(Locale.ROOT), parts.group("user"),
                isServer ? server.group("host") : null, isServer ? server.group("port") : null, parts.group("path"),
                parts.group("query")));
    }

    /** Whether something can listen there: 1 to {@link #HIGHEST_PORT}. */
    public static boolean isPort(int port) {
        return port >= 1 && port <= HIGHEST_PORT;
    }
}
