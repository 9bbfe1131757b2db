package io.storyreel.request.rules;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.RequestItem;
import io.storyreel.service.dialect.Dialect;
import io.storyreel.service.dialect.Dialects;
import io.storyreel.service.dialect.StoryCall;
import io.storyreel.story.NotBefore;
import io.storyreel.text.Excerpt;

/**
 * What a dialect can carry of a request: a field that its call does not have is a problem, never dropped silently.
 * Where another dialect has it, the problem says which.
 *
 * @param dialect how the service is spoken to
 * @param item the request
 * @param first the call it begins with
 */
record DialectRules(Dialect dialect, RequestItem item, StoryCall first) {

    /** Fields that steer Storyreel itself; the service never sees them. */
    private static final Set<String> OURS = Set.of("$schema", "request_id", "mode", "output",
            NotBefore.FIELD);

    private static final Set<String> ADVANCED_ONLY = Set.of("story_id", "stages", "review");

    /** What is wrong with the fields, those in {@code stages} included. */
    List<FieldProblem> problems() {
        List<FieldProblem> problems = new ArrayList<>();
        if (dialect.fieldsOf(first).isEmpty()) {
            String field = first == StoryCall.URL_TO_VIDEO ? "url" : "mode";
            problems.add(item.problem(field, "the dialect " + dialect.name() + " has no call " + dialect.pathOf(first)
                    + whatToDo("ask in another way", other -> !other.fieldsOf(first).isEmpty())));
            return problems;
        }
        Set<String> carried = carriedBy(dialect);
        item.fields().filter(field -> !OURS.contains(field) && !carried.contains(field))
                .forEach(field -> problems.add(item.problem(field, whyNotCarried(field))));
        language(problems);
        if (item.isAdvanced()) {
            RequestItem.STAGES.forEach(stage -> stageFields(stage, problems));
        }
        return problems;
    }

    private Set<String> carriedBy(Dialect one) {
        Set<String> fields = new LinkedHashSet<>(one.fieldsOf(first));
        fields.removeAll(ADVANCED_ONLY);
        if (item.isAdvanced()) {
            // A field at the top travels with each call of the sequence that has it.
            RequestItem.STAGES.forEach(stage -> fields.addAll(one.fieldsOf(callOf(stage))));
            fields.addAll(ADVANCED_ONLY);
        }
        if (first == StoryCall.URL_TO_VIDEO) {
            // The service has no field for it: it travels within the idea.
            fields.add("url");
        }
        return fields;
    }

    private String whyNotCarried(String field) {
        if (!item.isAdvanced() && ADVANCED_ONLY.contains(field)) {
            return "only with \"mode\": \"advanced\": add the mode, or leave the field out";
        }
        String calls = item.isAdvanced() ? "the calls of the advanced mode do" : dialect.pathOf(first) + " does";
        return calls + " not have this field in the dialect " + dialect.name()
                + whatToDo("leave it out" + elsewhere(field), other -> carriedBy(other).contains(field));
    }

    /** The calls that do have the field, where no dialect has it in this one. */
    private String elsewhere(String field) {
        if (field.equals("url") || Dialects.all().stream().anyMatch(other -> carriedBy(other).contains(field))) {
            return "";
        }
        String calls = Dialects.all().stream().map(one -> Stream.of(StoryCall.values())
                .filter(call -> one.fieldsOf(call).contains(field)).map(one::pathOf)
                .collect(Collectors.collectingAndThen(Collectors.joining(", "),
                        paths -> paths.isEmpty() ? "" : one.name() + ": " + paths)))
                .filter(paths -> !paths.isEmpty()).collect(Collectors.joining("; "));
        return calls.isEmpty() ? "" : " (the calls that have it, by dialect: " + calls + ")";
    }

    /** What a user can do, and which dialects would help. */
    private String whatToDo(String instead, Predicate<Dialect> helps) {
        List<String> others = Dialects.all().stream().filter(other -> !other.name().equals(dialect.name()))
                .filter(helps).map(Dialect::name).toList();
        return ": " + instead + (others.isEmpty() ? "" : ", or set storyreel.api.dialect to "
                + String.join(" or ", others) + (others.size() > 1 ? ", which have it" : ", which has it"));
    }

    private void language(List<FieldProblem> problems) {
        JsonNode language = item.request().path("language");
        Set<String> known = dialect.languages();
        if (language.isTextual() && !known.isEmpty() && !known.contains(language.textValue())) {
            problems.add(item.problem("language", "\"" + new Excerpt(language.textValue(), Excerpt.OF_A_VALUE)
                    + "\" is not a language of the dialect " + dialect.name() + ": one of "
                    + known.stream().sorted().collect(Collectors.joining(", "))));
        }
    }

    private void stageFields(String stage, List<FieldProblem> problems) {
        StoryCall call = callOf(stage);
        String pointer = item.pointer() + "/stages/" + stage;
        item.request().path("stages").path(stage).fieldNames().forEachRemaining(field -> {
            if (!dialect.fieldsOf(call).contains(field)) {
                problems.add(new FieldProblem(FieldProblem.pointer(pointer, field), dialect.pathOf(call)
                        + " does not have this field in the dialect " + dialect.name()
                        + whatToDo("leave it out", other -> other.fieldsOf(call).contains(field))));
            }
        });
    }

    private static StoryCall callOf(String stage) {
        return StoryCall.valueOf(stage.toUpperCase(Locale.ROOT));
    }
}
