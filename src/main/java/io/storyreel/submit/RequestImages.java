package io.storyreel.submit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.fault.StoryFault;
import io.storyreel.images.BucketImage;
import io.storyreel.images.BucketImages;
import io.storyreel.images.ImageFolder;
import io.storyreel.images.ObjectName;
import io.storyreel.images.OpenImage;
import io.storyreel.images.UnusableImage;
import io.storyreel.ledger.admission.StoryImages;
import io.storyreel.service.dialect.ImageParts;
import io.storyreel.story.ImageVersion;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.hc.client5.http.entity.mime.ContentBody;
import org.apache.hc.core5.http.ContentType;

/**
 * Image files, streamed from where they lie, the inbox folder or the object store: large ones are never copied nor
 * held. Which of the two it is stands in the name; that a request names only what its channel allows was checked when
 * it was taken up. What they were then stands in the ledger, and nothing else is sent.
 */
@ApplicationScoped
public class RequestImages {

    private final ImageFolder folder;

    private final BucketImages bucket;

    private final StoryImages known;

    RequestImages(ImageFolder folder, BucketImages bucket, StoryImages known) {
        this.folder = folder;
        this.bucket = bucket;
        this.known = known;
    }

    /** The image files of one story. */
    public ImageParts of(Story story) {
        Map<String, ImageVersion> versions = new HashMap<>();
        if (!story.request().path("image_files").isEmpty()) {
            Iterator<ImageVersion> listed = known.of(story.requestId()).iterator();
            for (JsonNode name : story.request().path("image_files")) {
                if (listed.hasNext()) {
                    versions.put(name.asText(), listed.next());
                }
            }
        }
        return name -> part(name, versions.get(name));
    }

    /**
     * One image as a part that streams, never held in memory.
     *
     * @param taken what it was when the request was taken up, or null where nobody knows
     * @throws StoryFault a lasting one where the image is gone or another one; a passing one where it cannot be looked
     *         at just now
     */
    ContentBody part(String name, ImageVersion taken) throws StoryFault {
        try {
            // Looked up again, by the same rules: what is there may have changed since the request was taken up.
            return ObjectName.isOne(name) ? ofTheStore(name, taken) : ofTheInbox(name, taken);
        } catch (UnusableImage e) {
            throw gone(e);
        } catch (IOException e) {
            throw StoryFault.passing(StoryError.of(ErrorCode.STORAGE_FAILED, Stage.SUBMIT,
                    "an image could not be read when it was to be sent, nothing was sent: " + e.getMessage()), null);
        }
    }

    private ContentBody ofTheStore(String name, ImageVersion taken) throws UnusableImage, IOException, StoryFault {
        BucketImage image = bucket.look(name);
        return body(image.name().fileName(), name, image.size(), taken, () -> bucket.open(image));
    }

    private ContentBody ofTheInbox(String name, ImageVersion taken) throws UnusableImage, IOException, StoryFault {
        try (OpenImage image = folder.open(name)) {
            return body(Path.of(name).getFileName().toString(), name, image.size(), taken, () -> folder.open(name));
        }
    }

    private static ContentBody body(String fileName, String name, long size, ImageVersion taken,
            ImageBody.Opening opening) throws StoryFault {
        if (taken != null && taken.size() != size) {
            throw gone(new ImageChangedException(fileName));
        }
        return new ImageBody(fileName, type(name), size, taken == null ? null : taken.sha256(), opening);
    }

    private static StoryFault gone(Exception why) {
        return StoryFault.lasting(StoryError.of(ErrorCode.INVALID_REQUEST, Stage.SUBMIT,
                "an image could not be read when it was to be sent, nothing was sent: " + why.getMessage()));
    }

    private static ContentType type(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".png")) {
            return ContentType.IMAGE_PNG;
        }
        if (lower.endsWith(".webp")) {
            return ContentType.IMAGE_WEBP;
        }
        return lower.endsWith(".jpg") || lower.endsWith(".jpeg") ? ContentType.IMAGE_JPEG
                : ContentType.APPLICATION_OCTET_STREAM;
    }
}
