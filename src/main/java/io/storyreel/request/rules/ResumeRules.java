package io.storyreel.request.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.RequestItem;
import io.storyreel.service.dialect.Dialect;
import io.storyreel.service.dialect.StoryCall;

/**
 * Whether what a person edited in a review still has the shape of a storyboard: the service is paid for the next step
 * whatever it makes of it. What is inside an element or a scene is the service's to judge.
 */
public record ResumeRules(RequestItem item) {

    private static final List<String> ELEMENTS = List.of("characters", "environments", "objects");

    List<FieldProblem> problems() {
        List<FieldProblem> problems = new ArrayList<>();
        JsonNode resume = item.request().path("resume");
        JsonNode storyboard = resume.path("storyboard");
        if (storyboard.isObject()) {
            String pointer = item.pointer() + "/resume/storyboard";
            if (!storyboard.has("scenes")) {
                problems.add(new FieldProblem(pointer + "/scenes", "is missing: an edited storyboard is the whole "
                        + "storyboard, with its scenes"));
            } else {
                objects(storyboard.path("scenes"), pointer + "/scenes", true, problems);
            }
            ELEMENTS.stream().filter(storyboard::has)
                    .forEach(list -> objects(storyboard.path(list), pointer + "/" + list, false, problems));
        }
        if (resume.has("scenes")) {
            objects(resume.path("scenes"), item.pointer() + "/resume/scenes", true, problems);
        }
        return problems;
    }

    /** What a person edited that no call of the story's dialect has a field for: it would never reach the service. */
    public List<FieldProblem> problemsIn(Dialect dialect) {
        List<FieldProblem> problems = new ArrayList<>();
        item.request().path("resume").fieldNames().forEachRemaining(field -> {
            if (Stream.of(StoryCall.values()).noneMatch(call -> dialect.fieldsOf(call).contains(field))) {
                problems.add(new FieldProblem(FieldProblem.pointer(item.pointer() + "/resume", field),
                        dialect.pathOf(StoryCall.VIDEOS) + " does not have this field in the dialect "
                        + dialect.name() + ", in which the story was begun: change the scenes of the storyboard"));
            }
        });
        return problems;
    }

    private static void objects(JsonNode list, String pointer, boolean some, List<FieldProblem> problems) {
        if (!list.isArray()) {
            problems.add(new FieldProblem(pointer, "must be a list of objects"));
            return;
        }
        if (some && list.isEmpty()) {
            problems.add(new FieldProblem(pointer, "is empty: at least one scene is needed"));
        }
        for (int i = 0; i < list.size(); i++) {
            if (!list.get(i).isObject()) {
                problems.add(new FieldProblem(pointer + "/" + i, "must be an object"));
            }
        }
    }
}
