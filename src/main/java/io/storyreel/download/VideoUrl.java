package io.storyreel.download;

import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

import io.storyreel.fault.DeliveryFaults;
import io.storyreel.fault.StoryFault;
import io.storyreel.text.UrlParts;

/**
 * The address of a video, taken apart once: what is checked is what is connected to.
 *
 * <p>The query may be a signature, so nothing that a URI may contain is rewritten; only characters that no URI may
 * contain (spaces, non-ASCII and the like, RFC 3986 section 2) are percent-encoded. A fragment is dropped.
 *
 * @param scheme {@code http} or {@code https}, lower case
 * @param host lower case, ASCII (RFC 5891), without a trailing dot; an IPv6 address without its brackets
 * @param port -1 where the address names none
 * @param path as sent, at least {@code /}
 * @param query as sent, or null
 */
record VideoUrl(String scheme, String host, int port, String path, String query) {

    private static final Pattern HOST_NAME = Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?"
            + "(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");

    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]+");

    /** RFC 1035 section 2.3.4. The pattern of a name must never see one that is much longer. */
    private static final int LONGEST_HOST = 253;

    /** No server that is known takes more in its first line. */
    private static final int LONGEST = 8 * 1024;

    private static final String ALLOWED = "-._~:/?@!$&'()*+,;=";

    /**
     * Reads an absolute http or https address.
     *
     * @throws StoryFault lasting VIDEO_URL_REFUSED where it is not one, or where it carries a user name or password
     */
    static VideoUrl parse(String text) throws StoryFault {
        if (text != null && text.length() > LONGEST) {
            throw DeliveryFaults.refused("The video's address has more than " + LONGEST + " characters");
        }
        UrlParts parts = UrlParts.of(text == null ? "" : text.strip()).filter(one -> one.host() != null)
                .orElseThrow(() -> DeliveryFaults.refused("The video's address is not an absolute URL"));
        if (!parts.scheme().equals("http") && !parts.scheme().equals("https")) {
            throw DeliveryFaults.refused("The video's address has the scheme " + parts.scheme()
                    + ", only https is fetched");
        }
        String host = asciiHost(parts.host());
        if (parts.user() != null) {
            throw DeliveryFaults.refused("The video's address on host " + host + " carries a user name; refused");
        }
        return new VideoUrl(parts.scheme(), host, port(parts.port(), host),
                parts.path().isEmpty() ? "/" : legal(parts.path()),
                parts.query() == null ? null : legal(parts.query()));
    }

    /**
     * The target of a redirect (RFC 9110 section 10.2.2), which may be relative to this address.
     *
     * @throws StoryFault as {@link #parse}
     */
    VideoUrl resolve(String location) throws StoryFault {
        if (UrlParts.of(location.strip()).isPresent()) {
            return parse(location);
        }
        try {
            String relative = legal(location.strip().replaceFirst("#.*", ""));
            return parse(new URI(toString()).resolve(new URI(relative)).toString());
        } catch (URISyntaxException notAnAddress) {
            throw DeliveryFaults.refused("Host " + host + " redirects to an address that is not a URL");
        }
    }

    /** What identifies the video: signed addresses change their query from one attempt to the next. */
    String withoutQuery() {
        return scheme + "://" + authority() + path;
    }

    /** Path and query as the request line carries them (RFC 9112 section 3.2.1). */
    String requestTarget() {
        return query == null ? path : path + "?" + query;
    }

    @Override
    public String toString() {
        return scheme + "://" + authority() + requestTarget();
    }

    private String authority() {
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port < 0 ? shown : shown + ":" + port;
    }

    /** A host as it is compared and resolved: lower case, ASCII, no trailing dot. */
    static String asciiHost(String host) throws StoryFault {
        if (host.startsWith("[") && host.endsWith("]")) {
            String address = host.substring(1, host.length() - 1).toLowerCase(Locale.ROOT);
            if (IPV6.matcher(address).matches() && isAddress(address)) {
                return address;
            }
            throw DeliveryFaults.refused("The video's address has no usable host");
        }
        if (host.length() > LONGEST_HOST) {
            throw DeliveryFaults.refused("The video's address has a host of more than " + LONGEST_HOST + " characters");
        }
        try {
            String ascii = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
            if (name.length() <= LONGEST_HOST && HOST_NAME.matcher(name).matches()) {
                return name;
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException notAName) {
            // falls through: said below in our words
        }
        throw DeliveryFaults.refused("The video's address has no usable host");
    }

    /** Between brackets the platform reads an address and never asks for a name. */
    private static boolean isAddress(String ipv6) {
        try {
            return InetAddress.getByName("[" + ipv6 + "]") != null;
        } catch (UnknownHostException notOne) {
            return false;
        }
    }

    private static int port(String digits, String host) throws StoryFault {
        if (digits == null || digits.isEmpty()) {
            return -1;
        }
        int port = Integer.parseInt(digits);
        if (!UrlParts.isPort(port)) {
            throw DeliveryFaults.refused("The video's address on host " + host + " has the impossible port " + port);
        }
        return port;
    }

    private static String legal(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || ALLOWED.indexOf(c) >= 0 || c == '%');
            out.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        // a % that begins no escape is a character like any other
        return out.toString().replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
    }
}
