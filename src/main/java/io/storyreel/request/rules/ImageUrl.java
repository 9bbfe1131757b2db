package io.storyreel.request.rules;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import io.storyreel.text.UrlParts;

/**
 * The address of an image, or of a page, that is handed on to the service: nothing here connects to it. Stricter than
 * RFC 3986 where mischief is.
 *
 * @param url the address as written
 */
record ImageUrl(String url) {

    private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{M}\\p{N}._-]+|\\[[0-9A-Fa-f:.]+]");

    /**
     * What is wrong with it, in words that follow its quotation.
     *
     * @param schemes the schemes allowed, in lower case
     * @return null where nothing is
     */
    String problem(String... schemes) {
        Optional<UrlParts> parts = UrlParts.of(url).filter(one -> List.of(schemes).contains(one.scheme()));
        if (parts.isEmpty()) {
            return "is not an " + String.join(" or ", schemes) + " address";
        }
        if (url.codePoints().anyMatch(ImageUrl::cannotStandInAnAddress)) {
            return "has blanks, control characters or backslashes in it: percent-encode them";
        }
        if (parts.get().user() != null) {
            return "carries a user name or password: an address must not";
        }
        String host = parts.get().host();
        String port = parts.get().port();
        if (host == null || !HOST.matcher(host).matches() || host.matches("[.]+") || "".equals(port)) {
            return "has no usable host name";
        }
        return port == null || UrlParts.isPort(Integer.parseInt(port)) ? null
                : "has a port outside 1 to " + UrlParts.HIGHEST_PORT;
    }

    private static boolean cannotStandInAnAddress(int c) {
        return c == '\\' || Character.isISOControl(c) || Character.isWhitespace(c) || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT;
    }
}
