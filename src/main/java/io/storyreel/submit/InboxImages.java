package io.storyreel.submit;

import java.io.IOException;
import java.nio.file.Path;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.fault.StoryFault;
import io.storyreel.intake.ImageFolder;
import io.storyreel.intake.UnusableImage;
import io.storyreel.service.ImageParts;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.hc.client5.http.entity.mime.ContentBody;
import org.apache.hc.client5.http.entity.mime.FileBody;
import org.apache.hc.core5.http.ContentType;

/** Image files of the inbox folder, streamed from where they lie: large ones are never copied nor held. */
@ApplicationScoped
public class InboxImages implements ImageParts {

    private final ImageFolder folder;

    InboxImages(ImageFolder folder) {
        this.folder = folder;
    }

    @Override
    public ContentBody part(String name) throws StoryFault {
        try {
            // Looked up again, by the same rules: the folder may have changed since the request was taken up.
            Path file = folder.locate(name);
            return new FileBody(file.toFile(), type(name), file.getFileName().toString());
        } catch (UnusableImage | IOException e) {
            throw StoryFault.lasting(StoryError.of(ErrorCode.INVALID_REQUEST, Stage.SUBMIT,
                    "an image could not be read when its turn came, nothing was sent: " + e.getMessage()));
        }
    }

    private static ContentType type(String name) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
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
