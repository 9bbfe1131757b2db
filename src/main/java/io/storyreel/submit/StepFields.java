package io.storyreel.submit;

import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.ledger.Step;
import io.storyreel.ledger.Story;
import io.storyreel.service.Dialect;
import io.storyreel.service.SentIdea;
import io.storyreel.service.StoryCall;

/** What a paid call carries: the request's own fields as far as the call has them, and what a person changed. */
record StepFields(Dialect dialect, Story story) {

    /** The call that is next for the story. */
    StoryCall call() {
        if (story.walk() != null) {
            return StoryCall.valueOf(story.walk().step().name());
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
        if (story.walk() == null || story.walk().step() == Step.STORYBOARD) {
            if (story.walk() != null && story.storyId() != null && !fields.has("story_id")) {
                // A person has named it for a storyboard whose answer was lost; it turned out to have none.
                fields.put("story_id", story.storyId());
            }
            return fields;
        }
        if (story.request().path("stages").path(story.walk().step().inResult()) instanceof ObjectNode stage) {
            fields.setAll(stage.deepCopy().retain(known));
        }
        if (story.walk().storyboard() != null && known.contains("storyboard")) {
            fields.set("storyboard", story.walk().storyboard());
        }
        if (story.walk().scenes() != null && known.contains("scenes")) {
            fields.set("scenes", story.walk().scenes());
        }
        return fields;
    }
}
