package io.storyreel.request;

import java.nio.charset.StandardCharsets;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;

/**
 * Makes text of whatever an inbound channel has received: bytes, which have to be UTF-8, or text that was decoded for
 * us.
 */
@ApplicationScoped
@Named("documentText")
@Unremovable
public class DocumentText {

    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final long maxSize;

    DocumentText(StoryreelSettings settings) {
        this.maxSize = settings.inbox().maxSize().asLongValue();
    }

    /**
     * The document's text, without a byte order mark.
     *
     * @param body {@code byte[]} or {@code String}
     * @throws InvalidRequest where it is anything else, not UTF-8, or has more bytes than
     *         {@code storyreel.inbox.max-size}
     */
    public String of(@Body Object body) throws InvalidRequest {
        if (body instanceof byte[] bytes) {
            checkSize(bytes.length);
            return new StrictUtf8(bytes).text();
        }
        if (body instanceof String text) {
            checkSize(text.getBytes(StandardCharsets.UTF_8).length);
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        }
        throw new InvalidRequest("", body == null ? "the message is empty: it has to hold a JSON document"
                : "a message of this kind holds no document: send the JSON as text or as bytes");
    }

    private void checkSize(long size) throws InvalidRequest {
        if (size > maxSize) {
            throw new InvalidRequest("", "the document has " + size + " bytes, over the " + maxSize
                    + " of storyreel.inbox.max-size: split it into several");
        }
    }
}
