package io.storyreel.service.dialect;

import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.StoryFault;
import io.storyreel.service.ServiceStory;

/**
 * One way the service is spoken to. All that differs between {@code form}, {@code json} and {@code v2} is behind this
 * interface: which fields a call has and needs, where it goes, how the fields travel and how an answer is wrapped.
 */
public interface Dialect {

    /** The name users set in {@code storyreel.api.dialect}, and the ledger keeps with a story: at most 20 letters. */
    String name();

    /**
     * The request fields a call can carry, {@code webhook_url} aside (that one is ours).
     *
     * @return the field names; empty where the dialect does not have the call at all
     */
    Set<String> fieldsOf(StoryCall call);

    /** Those of the fields without which the service refuses the call. */
    default Set<String> neededBy(StoryCall call) {
        return call == StoryCall.IDEA_TO_VIDEO || call == StoryCall.URL_TO_VIDEO ? Set.of("idea") : Set.of();
    }

    /**
     * The values its {@code language} may have.
     *
     * @return the names, or empty where any language may be asked for
     */
    default Set<String> languages() {
        return Set.of();
    }

    /** Where the calls are, as its documentation writes it; empty but for those that put something before them. */
    default String prefix() {
        return "";
    }

    /** The path of a call as its documentation writes it, with {@code {story_id}} for the story's id. */
    default String pathOf(StoryCall call) {
        return prefix() + call.path();
    }

    /**
     * A call, ready to be sent.
     *
     * @param call which one
     * @param storyId the story it is about, or null for one that begins a story
     * @param fields what it carries; each is one of {@link #fieldsOf}
     * @param images the image files' bytes, opened only when they are sent
     * @param webhookUrl where the service is to call back, or null
     * @throws StoryFault where an image can't be read: nothing was sent
     */
    OutgoingCall outgoing(StoryCall call, String storyId, ObjectNode fields, ImageParts images,
            String webhookUrl) throws StoryFault;

    /** The GET that shows a story. */
    default OutgoingCall looking(String storyId) {
        return new OutgoingCall(this, prefix() + StoryPath.of(storyId), OutgoingCall.NO_FIELDS);
    }

    /** The POST to /concat that composes a story's video of its scenes, without fields. */
    default OutgoingCall composing(String storyId) {
        return new OutgoingCall(this, prefix() + StoryPath.of(storyId) + "/concat", OutgoingCall.NO_FIELDS);
    }

    /**
     * The Story object in an answer, unwrapped; empty where no object is where it should be. Whether it is a Story is
     * for {@link ServiceStory} to say.
     */
    Optional<ObjectNode> storyIn(JsonNode answer);
}
