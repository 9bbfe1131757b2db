package io.storyreel.s3;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.storyreel.service.ServiceStory;
import io.storyreel.story.Story;

/**
 * Turns a key template ({@code storyreel.s3.key-template} or a request's {@code output.key}) into an object's key.
 * Variables: {@code {yyyy} {MM} {dd}} (UTC, the day the request was taken up, so that a retry after midnight gives the
 * same key), {@code {request_id}}, {@code {story_id}} and {@code {title}} (a slug; the request id where there is none).
 */
public final class ObjectKey {

    /** S3's limit on keys is 1024 bytes of UTF-8; the sidecar's has one more than the video's. */
    public static final int MAX_BYTES = 1023;

    /** The longest that is taken from the service. */
    private static final int STORY_ID_LENGTH = ServiceStory.LONGEST_ID;

    /** As long as every id that is derived. */
    private static final String DERIVED_ID = "sha256-" + "0".repeat(32);

    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)\\}");

    private static final Map<String, Variable> VARIABLES = Map.of(
            "yyyy", story -> String.format(Locale.ROOT, "%04d", day(story).getYear()),
            "MM", story -> String.format(Locale.ROOT, "%02d", day(story).getMonthValue()),
            "dd", story -> String.format(Locale.ROOT, "%02d", day(story).getDayOfMonth()),
            "request_id", Story::requestId,
            "story_id", story -> safe(story.storyId()),
            "title", ObjectKey::title);

    private ObjectKey() {
    }

    /** One variable's value for a story. */
    private interface Variable {
        String of(Story story);
    }

    /**
     * What is wrong with a template, whatever the story; for the check of settings and of requests.
     *
     * @return plain words; empty for a usable template
     */
    public static Optional<String> problemOf(String template) {
        Matcher variables = VARIABLE.matcher(template);
        while (variables.find()) {
            if (!VARIABLES.containsKey(variables.group(1))) {
                return Optional.of("{" + variables.group(1) + "} is none of {yyyy}, {MM}, {dd}, {request_id}, "
                        + "{story_id} and {title}");
            }
        }
        return problemOfKey(variables.replaceAll("x"));
    }

    /**
     * How long a key becomes, in bytes, as far as that can be told before anything is paid for: the service's id of the
     * story is taken to be as long as one can be.
     *
     * @param requestId the request's id, or null where it is derived from the content
     * @param title the request's title, or null
     */
    public static int lengthOf(String template, String requestId, String title) {
        String id = requestId == null ? DERIVED_ID : requestId;
        String slug = title == null ? "" : TitleSlug.of(title);
        String key = template.replace("{yyyy}", "2026").replace("{MM}", "01").replace("{dd}", "01")
                .replace("{request_id}", id).replace("{title}", slug.isEmpty() ? id : slug)
                .replace("{story_id}", "s".repeat(STORY_ID_LENGTH));
        return key.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The key for a story, or empty where its template has a problem or the key becomes too long. */
    public static Optional<String> of(String template, Story story) {
        if (problemOf(template).isPresent()) {
            return Optional.empty();
        }
        String key = VARIABLE.matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(VARIABLES.get(found.group(1)).of(story)));
        return problemOfKey(key).isPresent() ? Optional.empty() : Optional.of(key);
    }

    private static Optional<String> problemOfKey(String key) {
        if (key.isBlank()) {
            return Optional.of("it is empty");
        }
        // a brace left over is a mistyped variable; Camel would also read ${..} in a key as an expression
        if (key.indexOf('{') >= 0 || key.indexOf('}') >= 0) {
            return Optional.of("it has a single brace");
        }
        if (key.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("it has a control character");
        }
        for (String folder : key.split("/", -1)) {
            if (folder.isEmpty()) {
                return Optional.of("it begins with a slash, ends with one or has two in a row");
            }
            if (folder.equals(".") || folder.equals("..")) {
                return Optional.of("it has the path segment " + folder
                        + ", which stores and tools resolve differently");
            }
        }
        if (!key.endsWith(Destination.VIDEO)) {
            return Optional.of("it does not end in " + Destination.VIDEO);
        }
        return key.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES
                ? Optional.of("it is longer than " + MAX_BYTES + " bytes") : Optional.empty();
    }

    private static ZonedDateTime day(Story story) {
        return story.receivedAt().atZone(ZoneOffset.UTC);
    }

    private static String title(Story story) {
        String title = story.requested("title");
        String slug = title == null ? "" : TitleSlug.of(title);
        return slug.isEmpty() ? story.requestId() : slug;
    }

    /** The service names its stories; nothing says that it keeps off slashes and braces. */
    private static String safe(String storyId) {
        String safe = storyId.replaceAll("[^A-Za-z0-9._-]", "-");
        return safe.startsWith(".") ? "-" + safe.substring(1) : safe;
    }
}
