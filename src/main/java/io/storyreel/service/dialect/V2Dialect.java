package io.storyreel.service.dialect;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The service's second version: every call is a JSON object below {@code /v2}, structured fields are JSON as they are,
 * and an answer is the Story itself. Only the first page of its documentation is public: that its calls have the fields
 * that those of {@link JsonDialect} have, uploads aside, is assumed here and nowhere else.
 */
public final class V2Dialect implements Dialect {

    private static final Set<String> UPLOADS = Set.of("image_files");

    /** What the two have in common. */
    private final Dialect json = new JsonDialect();

    @Override
    public String name() {
        return "v2";
    }

    @Override
    public Set<String> fieldsOf(StoryCall call) {
        return json.fieldsOf(call).stream().filter(field -> !UPLOADS.contains(field))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Set<String> neededBy(StoryCall call) {
        return json.neededBy(call);
    }

    @Override
    public Set<String> languages() {
        return json.languages();
    }

    @Override
    public String prefix() {
        return "/v2";
    }

    @Override
    public OutgoingCall outgoing(StoryCall call, String storyId, ObjectNode fields, ImageParts images,
            String webhookUrl) {
        return new OutgoingCall(this, prefix() + StoryPath.of(call, storyId), Bodies.json(fields, webhookUrl));
    }

    @Override
    public OutgoingCall composing(String storyId) {
        return new OutgoingCall(this, prefix() + StoryPath.of(storyId) + "/concat",
                Bodies.json(JsonNodeFactory.instance.objectNode(), null));
    }

    @Override
    public Optional<ObjectNode> storyIn(JsonNode answer) {
        return answer instanceof ObjectNode story ? Optional.of(story) : Optional.empty();
    }
}
