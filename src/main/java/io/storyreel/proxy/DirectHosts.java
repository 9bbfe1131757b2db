package io.storyreel.proxy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hosts that are asked without a proxy. In NO_PROXY, and in {@code storyreel.http.no-proxy}, {@code example.com} stands
 * for that host and all below it, as does {@code .example.com}; {@code *} in a name for anything;
 * {@code 10.0.0.0/8} for addresses that are named as such; {@code :8080} behind a name for that port only.
 *
 * @param patterns in lower case
 * @param below whether a name covers those below it: the JVM's own lists do not mean it so
 */
record DirectHosts(List<String> patterns, boolean below) {

    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*");

    /** As NO_PROXY is written: separated by commas or blanks. */
    static DirectHosts of(String list) {
        return new DirectHosts(split(list, "[,\\s]+"), true);
    }

    /** As {@code http.nonProxyHosts} is written: separated by bars. */
    static DirectHosts ofTheJvm(String list) {
        return new DirectHosts(split(list, "[|\\s]+"), false);
    }

    private static List<String> split(String list, String by) {
        return Stream.of(list.split(by)).map(one -> one.strip().toLowerCase(Locale.ROOT)).filter(one -> !one.isEmpty())
                .toList();
    }

    boolean include(String host, int port) {
        String name = host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]|\\.$", "");
        return patterns.stream().anyMatch(pattern -> matches(pattern, name, port));
    }

    private boolean matches(String pattern, String name, int port) {
        if (pattern.contains("/")) {
            return inNetwork(pattern, name);
        }
        int colon = pattern.lastIndexOf(':');
        if (colon > 0 && colon == pattern.indexOf(':') && pattern.substring(colon + 1).matches("\\d{1,5}")) {
            return Integer.parseInt(pattern.substring(colon + 1)) == port
                    && matches(pattern.substring(0, colon), name, port);
        }
        String bare = pattern.replaceAll("[\\[\\]]", "");
        if (bare.contains("*")) {
            return name.matches(Stream.of(bare.split("\\*", -1)).map(Pattern::quote)
                    .reduce((a, b) -> a + ".*" + b).orElse(""));
        }
        if (bare.startsWith(".")) {
            return name.endsWith(bare) || name.equals(bare.substring(1));
        }
        return name.equals(bare) || below && !LITERAL.matcher(bare).matches() && name.endsWith("." + bare);
    }

    private static boolean inNetwork(String network, String name) {
        String[] parts = network.split("/", 2);
        if (!LITERAL.matcher(name).matches() || !LITERAL.matcher(parts[0]).matches() || !parts[1].matches("\\d{1,3}")) {
            return false;
        }
        try {
            byte[] wanted = InetAddress.getByName(parts[0]).getAddress();
            byte[] asked = InetAddress.getByName(name).getAddress();
            int shift = wanted.length * 8 - Integer.parseInt(parts[1]);
            return wanted.length == asked.length && shift >= 0
                    && new BigInteger(1, wanted).shiftRight(shift).equals(new BigInteger(1, asked).shiftRight(shift));
        } catch (UnknownHostException noAddress) {
            return false;
        }
    }
}
