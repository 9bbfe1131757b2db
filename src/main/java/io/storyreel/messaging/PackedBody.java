package io.storyreel.messaging;

import static io.storyreel.exchange.PropertyNames.CONTENT_ENCODING;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import io.quarkus.arc.Unremovable;
import io.storyreel.request.InvalidRequest;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.text.Excerpt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Unpacks a message's body where its sender says that it is packed. */
@ApplicationScoped
@Named("packedBody")
@Unremovable
public class PackedBody {

    private final int maxSize;

    PackedBody(StoryreelSettings settings) {
        this.maxSize = Math.toIntExact(Math.min(settings.inbox().maxSize().asLongValue(), Integer.MAX_VALUE - 16));
    }

    /**
     * The body as it was before it was packed.
     *
     * @param body {@code byte[]}, or as text the base64 of them
     * @param encoding what the sender says, as in HTTP: {@code gzip}, {@code identity}, or null for none
     * @throws InvalidRequest where it is packed in another way or broken, or has unpacked more bytes than
     *         {@code storyreel.inbox.max-size}: it is unpacked no further than that
     */
    public Object unpacked(@Body Object body, @ExchangeProperty(CONTENT_ENCODING) String encoding)
            throws InvalidRequest {
        String coding = encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
        return switch (coding) {
            case "", "identity" -> body;
            case "gzip", "x-gzip" -> gunzip(bytes(body));
            default -> throw new InvalidRequest("", "the message's content-encoding is \""
                    + new Excerpt(encoding, Excerpt.OF_A_VALUE) + "\": send it as it is, or with gzip");
        };
    }

    private static byte[] bytes(Object body) throws InvalidRequest {
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        try {
            return Base64.getMimeDecoder().decode(String.valueOf(body));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("", "the message says content-encoding gzip, so its text has to be base64: "
                    + new Excerpt(String.valueOf(e.getMessage()), Excerpt.OF_A_VALUE));
        }
    }

    private byte[] gunzip(byte[] packed) throws InvalidRequest {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] document = in.readNBytes(maxSize + 1);
            if (document.length > maxSize) {
                throw new InvalidRequest("", "the document has unpacked more than the " + maxSize
                        + " bytes of storyreel.inbox.max-size: split it into several");
            }
            return document;
        } catch (ZipException | EOFException e) {
            throw new InvalidRequest("", "the message says content-encoding gzip, and its body is not gzip: "
                    + new Excerpt(String.valueOf(e.getMessage()), Excerpt.OF_A_VALUE));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
    }
}
