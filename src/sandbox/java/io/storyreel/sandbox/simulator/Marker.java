package io.storyreel.sandbox.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One switch written into an idea, such as {@code [sim:429x2 retry-after=1]} or {@code [sim:video=cut]}.
 *
 * @param text     as it was written
 * @param name     what to do, {@code 429}, or {@code video}
 * @param kind     the part after {@code =}, {@code cut}, or empty
 * @param number   the part after a second {@code =}, or 0
 * @param times    how often it strikes, 0 for always
 * @param call     the call it is meant for, or empty for where it usually belongs
 * @param settings the words after a space; one without {@code =} has an empty value
 */
record Marker(String text, String name, String kind, long number, int times, String call,
        Map<String, String> settings) {

    private static final Pattern SYNTAX = Pattern.compile("\\[sim:(?<name>[a-z0-9-]+?)"
            + "(?:=(?<kind>[a-z0-9-]+?)(?:=(?<number>\\d+))?)?"
            + "(?:x(?<times>\\d+))?(?:@(?<call>[a-z]+))?(?<settings>(?:\\s+[^\\]\\s]+)*)\\]");

    /** All markers of a text, in the order they stand there. */
    static List<Marker> in(String text) {
        return SYNTAX.matcher(text).results().map(result -> of(result.group())).toList();
    }

    /** The text's first marker of that name. */
    static Optional<Marker> find(String text, String name) {
        return in(text).stream().filter(marker -> marker.name().equals(name)).findFirst();
    }

    private static Marker of(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        return new Marker(text, matcher.group("name"), orEmpty(matcher.group("kind")),
                matcher.group("number") == null ? 0 : Long.parseLong(matcher.group("number")),
                matcher.group("times") == null ? 0 : Integer.parseInt(matcher.group("times")),
                orEmpty(matcher.group("call")), settings(matcher.group("settings")));
    }

    boolean has(String setting) {
        return settings.containsKey(setting);
    }

    long setting(String setting, long otherwise) {
        return has(setting) ? Long.parseLong(settings.get(setting)) : otherwise;
    }

    /** Whether the name (or a video's kind) is an HTTP status code. */
    boolean isStatus() {
        return (kind.isEmpty() ? name : kind).matches("[45]\\d\\d");
    }

    private static Map<String, String> settings(String words) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String word : words.trim().split("\\s+")) {
            int equals = word.indexOf('=');
            settings.put(equals < 0 ? word : word.substring(0, equals), equals < 0 ? "" : word.substring(equals + 1));
        }
        return settings;
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
