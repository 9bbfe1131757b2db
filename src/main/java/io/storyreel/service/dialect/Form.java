package io.storyreel.service.dialect;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.StoryFault;
import org.apache.hc.client5.http.entity.mime.ContentBody;
import org.apache.hc.client5.http.entity.mime.FormBodyPart;
import org.apache.hc.client5.http.entity.mime.FormBodyPartBuilder;
import org.apache.hc.client5.http.entity.mime.HttpMultipartMode;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.client5.http.entity.mime.StringBody;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * A form as RFC 7578 has it: {@code multipart/form-data} whose only parameter is its boundary, texts in UTF-8, names of
 * files in UTF-8 as they are. A {@code charset} there is no comment but an order: Starlette, and FastAPI with it, reads
 * every text by it. {@code filename*} is forbidden in forms (section 4.2).
 */
final class Form {

    private static final ContentType UTF_8 = ContentType.TEXT_PLAIN.withCharset(StandardCharsets.UTF_8);

    private final List<FormBodyPart> parts = new ArrayList<>();

    /**
     * A form of a call's fields: structured ones as JSON text in one field, lists of addresses and files as a field an
     * item.
     *
     * @throws StoryFault where an image can't be read
     */
    static Form of(ObjectNode fields, ImageParts images, String webhookUrl) throws StoryFault {
        Form form = new Form();
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getKey().equals("image_files")) {
                for (JsonNode file : field.getValue()) {
                    form.addFile(field.getKey(), images.part(file.textValue()));
                }
            } else if (field.getKey().equals("image_urls")) {
                field.getValue().forEach(url -> form.addText(field.getKey(), url.textValue()));
            } else {
                form.addText(field.getKey(), text(field.getValue()));
            }
        }
        if (webhookUrl != null) {
            form.addText("webhook_url", webhookUrl);
        }
        return form;
    }

    /** A value as the text of one field. */
    static String text(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue();
        }
        // The schema counts 5.0 as the whole number it is; the service's form wants it written so.
        return whole(value).map(BigInteger::toString).orElseGet(value::toString);
    }

    /** A number that has no fraction, however it is written; empty for anything else. */
    static Optional<BigInteger> whole(JsonNode value) {
        return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0
                ? Optional.of(value.decimalValue().toBigInteger()) : Optional.empty();
    }

    /** Adds a text. An empty one is left out: to the service it is as good as none, and a part of no bytes is not. */
    void addText(String name, String text) {
        if (!text.isEmpty()) {
            add(name, "", new StringBody(text, UTF_8));
        }
    }

    /** Adds a file under its own name and type. */
    void addFile(String name, ContentBody file) {
        add(name, "; filename=" + quoted(file.getFilename()), file);
    }

    private void add(String name, String more, ContentBody body) {
        parts.add(FormBodyPartBuilder.create(name, body)
                .addField("Content-Disposition", "form-data; name=" + quoted(name) + more).build());
    }

    /**
     * A quoted string (RFC 9110, 5.6.4), which readers of MIME undo. What browsers write instead, %22, they do not.
     * Line breaks would end the line; HttpClient makes blanks of them.
     */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The form as it is sent, or {@link OutgoingCall#NO_FIELDS} where it has no part. */
    HttpEntity entity() {
        if (parts.isEmpty()) {
            return OutgoingCall.NO_FIELDS;
        }
        String boundary = "storyreel-" + UUID.randomUUID();
        MultipartEntityBuilder form = MultipartEntityBuilder.create().setMode(HttpMultipartMode.LEGACY)
                .setBoundary(boundary).setCharset(StandardCharsets.UTF_8);
        parts.forEach(form::addPart);
        return new HttpEntityWrapper(form.build()) {
            @Override
            public String getContentType() {
                // The builder's own names a charset, whether one is set or not.
                return "multipart/form-data; boundary=" + boundary;
            }
        };
    }
}
