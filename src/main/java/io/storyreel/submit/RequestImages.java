package io.storyreel.submit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.fault.StoryFault;
import io.storyreel.intake.BucketImages;
import io.storyreel.intake.ImageFolder;
import io.storyreel.intake.ObjectName;
import io.storyreel.intake.UnusableImage;
import io.storyreel.service.ImageParts;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.hc.client5.http.entity.mime.ContentBody;
import org.apache.hc.client5.http.entity.mime.FileBody;
import org.apache.hc.core5.http.ContentType;

/**
 * Image files, streamed from where they lie, the inbox folder or the object store: large ones are never copied nor
 * held. Which of the two it is stands in the name; that a request names only what its way allows was checked when it
 * was taken up.
 */
@ApplicationScoped
public class RequestImages implements ImageParts {

    private final ImageFolder folder;

    private final BucketImages bucket;

    RequestImages(ImageFolder folder, BucketImages bucket) {
        this.folder = folder;
        this.bucket = bucket;
    }

    /**
     * {@inheritDoc}
     *
     * @throws StoryFault a lasting one where the image is gone; a passing one where the store cannot be asked just now
     */
    @Override
    public ContentBody part(String name) throws StoryFault {
        try {
            // Looked up again, by the same rules: what is there may have changed since the request was taken up.
            return ObjectName.isOne(name) ? ofTheStore(name) : ofTheInbox(name);
        } catch (UnusableImage e) {
            throw gone(e);
        }
    }

    private ContentBody ofTheStore(String name) throws UnusableImage, StoryFault {
        try {
            return new ObjectBody(bucket, bucket.look(name), type(name));
        } catch (IOException e) {
            throw StoryFault.passing(StoryError.of(ErrorCode.STORAGE_FAILED, Stage.SUBMIT,
                    "an image could not be read when its turn came, nothing was sent: " + e.getMessage()), null);
        }
    }

    private ContentBody ofTheInbox(String name) throws UnusableImage, StoryFault {
        try {
            Path file = folder.locate(name);
            return new FileBody(file.toFile(), type(name), file.getFileName().toString());
        } catch (IOException e) {
            throw gone(e);
        }
    }

    private static StoryFault gone(Exception why) {
        return StoryFault.lasting(StoryError.of(ErrorCode.INVALID_REQUEST, Stage.SUBMIT,
                "an image could not be read when its turn came, nothing was sent: " + why.getMessage()));
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
