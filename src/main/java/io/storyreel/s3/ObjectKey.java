package io.storyreel.s3;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.storyreel.service.ServiceStory;
import io.storyreel.story.Story;
import io.storyreel.text.Excerpt;

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
     * @param length how long its keys become, see {@link #lengthOf}
     * @return words that follow its quotation, one for each thing; empty for a usable template
     */
    public static List<String> problemsOf(String template, int length) {
        if (template.isBlank()) {
            return List.of("is empty");
        }
        List<String> words = new ArrayList<>();
        Matcher variables = VARIABLE.matcher(template);
        while (variables.find()) {
            if (!VARIABLES.containsKey(variables.group(1))) {
                words.add("has an unknown variable {" + new Excerpt(variables.group(1), 20) + "}:"
                        + " known are {yyyy}, {MM}, {dd}, {request_id}, {story_id}, {title}");
            }
        }
        String rest = variables.replaceAll("");
        // It is a mistyped variable; Camel would also read ${..} in a key as an expression.
        if (rest.contains("{") || rest.contains("}")) {
            words.add("has a brace without its other half");
        }
        if (template.chars().anyMatch(Character::isISOControl)) {
            words.add("has control characters in it");
        }
        if (template.startsWith("/") || template.endsWith("/")) {
            words.add("must neither begin nor end with a slash");
        }
        // Stores and tools resolve such parts differently.
        if (Stream.of(template.split("/")).anyMatch(part -> part.equals(".") || part.equals(".."))) {
            words.add("must not have . or .. between its slashes");
        }
        if (template.contains("//")) {
            words.add("must not have two slashes in a row");
        }
        if (!template.endsWith(Destination.VIDEO)) {
            words.add("has to end in " + Destination.VIDEO);
        }
        if (length > MAX_BYTES) {
            words.add("is longer than " + MAX_BYTES + " bytes"
                    + (template.contains("{") ? " with its variables: " + length : ""));
        }
        return words;
    }

    /** As above, with an id and a title as short as can be. */
    public static List<String> problemsOf(String template) {
        return problemsOf(template, lengthOf(template, "a", "a"));
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
        return bytes(key);
    }

    /** The key for a story, or empty where its template has a problem or the key becomes too long. */
    public static Optional<String> of(String template, Story story) {
        if (!problemsOf(template, 0).isEmpty()) {
            return Optional.empty();
        }
        String key = VARIABLE.matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(VARIABLES.get(found.group(1)).of(story)));
        return Optional.of(key).filter(whole -> problemsOf(whole, bytes(whole)).isEmpty());
    }

    private static int bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8).length;
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
