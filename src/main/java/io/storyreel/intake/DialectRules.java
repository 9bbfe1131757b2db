package io.storyreel.intake;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.service.Dialect;
import io.storyreel.service.StoryCall;

/**
 * What a dialect can carry of a request: a field that its call does not have is a problem, never dropped silently.
 *
 * @param dialect how the service is spoken to
 * @param item the request
 * @param first the call it begins with
 */
record DialectRules(Dialect dialect, RequestItem item, StoryCall first) {

    /** Fields that steer Storyreel itself; the service never sees them. */
    private static final Set<String> OURS = Set.of("request_id", "mode", "output");

    private static final Set<String> ADVANCED_ONLY = Set.of("story_id", "stages", "review");

    /** What is wrong with the fields, those in {@code stages} included. */
    List<FieldProblem> problems() {
        List<FieldProblem> problems = new ArrayList<>();
        if (dialect.fieldsOf(first).isEmpty()) {
            String field = first == StoryCall.URL_TO_VIDEO ? "url" : "mode";
            problems.add(item.problem(field, "the dialect " + dialect.name() + " has no call " + pathOf(first)
                    + ": ask in another way, or set storyreel.api.dialect to one that has it"));
            return problems;
        }
        Set<String> carried = carriedFields();
        item.fields().filter(field -> !OURS.contains(field) && !carried.contains(field))
                .forEach(field -> problems.add(item.problem(field, whyNotCarried(field))));
        language(problems);
        if (item.isAdvanced()) {
            RequestItem.STAGES.forEach(stage -> stageFields(stage, problems));
        }
        return problems;
    }

    private Set<String> carriedFields() {
        Set<String> fields = new LinkedHashSet<>(dialect.fieldsOf(first));
        fields.removeAll(ADVANCED_ONLY);
        if (item.isAdvanced()) {
            // A field at the top travels with each call of the walk that has it.
            RequestItem.STAGES.forEach(stage -> fields.addAll(dialect.fieldsOf(callOf(stage))));
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
        String calls = item.isAdvanced() ? "the calls of the advanced mode do" : pathOf(first) + " does";
        return calls + " not have this field in the dialect " + dialect.name() + ": leave it out";
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
        Set<String> known = dialect.fieldsOf(callOf(stage));
        String pointer = item.pointer() + "/stages/" + stage;
        item.request().path("stages").path(stage).fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                problems.add(new FieldProblem(FieldProblem.pointer(pointer, field), pathOf(callOf(stage))
                        + " does not have this field in the dialect " + dialect.name() + ": leave it out"));
            }
        });
    }

    private static StoryCall callOf(String stage) {
        return StoryCall.valueOf(stage.toUpperCase(Locale.ROOT));
    }

    /** The call as the service's documentation names it. */
    static String pathOf(StoryCall call) {
        return switch (call) {
            case IDEA_TO_VIDEO -> "/story/idea-2-video";
            case IMAGES_TO_VIDEO -> "/story/images-2-video";
            case URL_TO_VIDEO -> "/story/url-2-video";
            case STORYBOARD -> "/story";
            case ELEMENTS -> "/story/{story_id}/elements";
            case SCENES -> "/story/{story_id}/scenes";
            case VIDEOS -> "/story/{story_id}/videos";
        };
    }
}
