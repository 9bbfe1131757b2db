package io.storyreel.service.dialect;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * A call to the service, ready to be sent.
 *
 * @param dialect in which it is made, and in which its answer is to be read
 * @param path below {@code storyreel.api.base-url}
 * @param entity what is posted; streams its files when it is written, and knows its length
 */
public record OutgoingCall(Dialect dialect, String path, HttpEntity entity) {

    /**
     * What a call without fields carries: no type, since it is no form, and a length of 0. A form without a part is
     * none: its closing boundary alone is refused by strict readers.
     */
    public static final HttpEntity NO_FIELDS = new ByteArrayEntity(new byte[0], null);

    /** Without a length it would travel in chunks, whose end HttpClient also writes when an image has broken off. */
    public OutgoingCall {
        if (entity.getContentLength() < 0) {
            throw new IllegalArgumentException("a call of unknown length: one that broke off would look whole");
        }
    }

    /** The Story object in its answer; empty where there is none. */
    public Optional<ObjectNode> storyIn(JsonNode answer) {
        return dialect.storyIn(answer);
    }
}
