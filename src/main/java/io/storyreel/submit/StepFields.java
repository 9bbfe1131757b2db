package io.storyreel.submit;

import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.service.SentIdea;
import io.storyreel.service.dialect.Dialect;
import io.storyreel.service.dialect.StoryCall;
import io.storyreel.story.Step;
import io.storyreel.story.Story;

/** What a paid call carries: the request's own fields as far as the call has them, and what a person changed. */
record StepFields(Dialect dialect, Story story) {

    /** The call that is next for the story. */
    StoryCall call() {
        if (story.stepProgress() != null) {
            return StoryCall.valueOf(story.stepProgress().step().name());
        }
        boolean withImages = !story.request().path("image_files").isEmpty()
                || !story.request().path("image_urls").isEmpty();
        if (withImages) {
            return StoryCall.IMAGES_TO_VIDEO;
        }
        return story.request().has("url") ? StoryCall.URL_TO_VIDEO : StoryCall.IDEA_TO_VIDEO;
    }

    /** Its fields: the top of the request, over it the stage's own, over it the edits of a review. */
    ObjectNode fields() {
        StoryCall call = call();
        Set<String> known = dialect.fieldsOf(call);
        ObjectNode fields = story.request().deepCopy();
        fields.retain(known);
        if (call == StoryCall.URL_TO_VIDEO) {
            fields.put("idea", SentIdea.of(story.request()));
        }
        if (story.stepProgress() == null || story.stepProgress().step() == Step.STORYBOARD) {
            if (story.stepProgress() != null && story.storyId() != null && !fields.has("story_id")) {
                // A person has named it for a storyboard whose answer was lost; it turned out to have none.
                fields.put("story_id", story.storyId());
            }
            return fields;
        }
        if (story.request().path("stages").path(story.stepProgress().step().wireName()) instanceof ObjectNode stage) {
            fields.setAll(stage.deepCopy().retain(known));
        }
        if (story.stepProgress().storyboard() != null && known.contains("storyboard")) {
            fields.set("storyboard", story.stepProgress().storyboard());
        }
        if (story.stepProgress().scenes() != null && known.contains("scenes")) {
            fields.set("scenes", story.stepProgress().scenes());
        }
        return fields;
    }
}
