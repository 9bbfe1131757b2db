package io.storyreel.request.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.RequestItem;
import io.storyreel.s3.ObjectKey;
import io.storyreel.settings.AllowedBuckets;
import io.storyreel.text.Excerpt;

/**
 * The rules for {@code output}: which buckets may be named, and {@code output.key}, a template for an object's key with
 * the variables of {@code storyreel.s3.key-template}.
 *
 * @param item the request
 * @param buckets those that requests may name
 * @param template {@code storyreel.s3.key-template}, for requests without a key
 */
record OutputRules(RequestItem item, AllowedBuckets buckets, String template) {

    private static final Set<String> VARIABLES = Set.of("yyyy", "MM", "dd", "request_id", "story_id", "title");

    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)}");

    /** What is wrong with bucket and key; empty where all is well, or not given. */
    List<FieldProblem> problems() {
        List<FieldProblem> problems = new ArrayList<>();
        JsonNode bucket = item.request().path("output").path("bucket");
        if (bucket.isTextual() && !buckets.allows(bucket.textValue())) {
            problems.add(problem("bucket", bucket, "is a bucket that requests may not name: only storyreel.s3.bucket"
                    + " and those in storyreel.s3.allowed-buckets"));
        }
        JsonNode key = item.request().path("output").path("key");
        if (key.isTextual()) {
            wordsOn(key.textValue()).forEach(words -> problems.add(problem("key", key, words)));
        } else if (key.isMissingNode() && lengthOf(template) > ObjectKey.MAX_BYTES) {
            problems.add(new FieldProblem(item.pointer() + "/output/key", "is missing, and storyreel.s3.key-template"
                    + " becomes longer than " + ObjectKey.MAX_BYTES + " bytes with this request's values: "
                    + lengthOf(template) + "; give a key"));
        }
        return problems;
    }

    private FieldProblem problem(String field, JsonNode value, String words) {
        return new FieldProblem(item.pointer() + "/output/" + field,
                "\"" + new Excerpt(value.textValue(), Excerpt.OF_A_VALUE) + "\" " + words);
    }

    private List<String> wordsOn(String key) {
        List<String> words = new ArrayList<>();
        variablesOf(key, words);
        if (key.chars().anyMatch(Character::isISOControl)) {
            words.add("has control characters in it");
        }
        if (key.startsWith("/") || key.endsWith("/")) {
            words.add("must neither begin nor end with a slash");
        }
        if (Stream.of(key.split("/")).anyMatch(segment -> segment.equals(".") || segment.equals(".."))) {
            words.add("must not have . or .. between its slashes");
        }
        if (key.contains("//")) {
            words.add("must not have two slashes in a row");
        }
        if (!key.endsWith(".mp4")) {
            words.add("has to end in .mp4");
        }
        int length = lengthOf(key);
        if (length > ObjectKey.MAX_BYTES) {
            words.add("is longer than " + ObjectKey.MAX_BYTES + " bytes"
                    + (key.contains("{") ? " with its variables: " + length : ""));
        }
        return words;
    }

    private int lengthOf(String key) {
        return ObjectKey.lengthOf(key, item.request().path("request_id").textValue(),
                item.request().path("title").textValue());
    }

    private static void variablesOf(String key, List<String> words) {
        Matcher variables = VARIABLE.matcher(key);
        while (variables.find()) {
            if (!VARIABLES.contains(variables.group(1))) {
                words.add("has an unknown variable {" + new Excerpt(variables.group(1), 20) + "}:"
                        + " known are {yyyy}, {MM}, {dd}, {request_id}, {story_id}, {title}");
            }
        }
        String rest = variables.replaceAll("");
        if (rest.contains("{") || rest.contains("}")) {
            words.add("has a brace without its other half");
        }
    }
}
