package io.storyreel.intake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The rules for {@code output.key}: a template for an object's key, with the variables of
 * {@code storyreel.s3.key-template}.
 *
 * @param item the request
 */
record OutputRules(RequestItem item) {

    private static final Set<String> VARIABLES = Set.of("yyyy", "MM", "dd", "request_id", "story_id", "title");

    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)}");

    /** What is wrong with the key; empty where there is none. */
    List<FieldProblem> problems() {
        JsonNode key = item.request().path("output").path("key");
        if (!key.isTextual()) {
            return List.of();
        }
        return wordsOn(key.textValue()).stream()
                .map(words -> new FieldProblem(item.pointer() + "/output/key",
                        "\"" + new Excerpt(key.textValue(), Excerpt.OF_A_VALUE) + "\" " + words))
                .toList();
    }

    private static List<String> wordsOn(String key) {
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
        if (key.getBytes(StandardCharsets.UTF_8).length > ImageRules.MAX_KEY_BYTES) {
            words.add("is longer than " + ImageRules.MAX_KEY_BYTES + " bytes");
        }
        return words;
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
