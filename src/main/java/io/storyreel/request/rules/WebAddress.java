package io.storyreel.request.rules;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A web address (RFC 3986) that is handed on to the service. Less strict than {@link java.net.URI} where real
 * addresses are (host names with an underscore, unescaped characters in a query), stricter where mischief is.
 *
 * @param url the address as written
 */
record WebAddress(String url) {

    private static final Pattern PARTS = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", Pattern.DOTALL);

    private static final Pattern HOST_AND_PORT =
            Pattern.compile("([\\p{L}\\p{M}\\p{N}._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

    private static final int MAX_PORT = 65_535;

    /**
     * What is wrong with it, in words that follow its quotation.
     *
     * @param schemes the schemes allowed, in lower case
     * @return null where nothing is
     */
    String problem(String... schemes) {
        Matcher parts = PARTS.matcher(url);
        String allowed = String.join(" or ", schemes);
        if (!parts.matches() || !List.of(schemes).contains(parts.group(1).toLowerCase(Locale.ROOT))) {
            return "is not an " + allowed + " address";
        }
        if (url.codePoints().anyMatch(WebAddress::cannotStandInAnAddress)) {
            return "has blanks, control characters or backslashes in it: percent-encode them";
        }
        if (parts.group(2).contains("@")) {
            return "carries a user name or password: an address must not";
        }
        Matcher host = HOST_AND_PORT.matcher(parts.group(2));
        if (!host.matches() || host.group(1).matches("[.]+")) {
            return "has no usable host name";
        }
        boolean badPort = host.group(2) != null
                && (Integer.parseInt(host.group(2)) > MAX_PORT || Integer.parseInt(host.group(2)) == 0);
        return badPort ? "has a port outside 1 to " + MAX_PORT : null;
    }

    private static boolean cannotStandInAnAddress(int c) {
        return c == '\\' || Character.isISOControl(c) || Character.isWhitespace(c) || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT;
    }
}
