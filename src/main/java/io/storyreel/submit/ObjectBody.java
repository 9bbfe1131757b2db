package io.storyreel.submit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import io.storyreel.intake.BucketImage;
import io.storyreel.intake.BucketImages;
import io.storyreel.intake.UnusableImage;
import io.storyreel.service.HalfSentException;
import org.apache.hc.client5.http.entity.mime.AbstractContentBody;
import org.apache.hc.core5.http.ContentType;

/** An image of the store as a part of a form: opened when it is written, and passed on a buffer at a time. */
final class ObjectBody extends AbstractContentBody {

    private static final int BUFFER = 64 * 1024;

    private final BucketImages images;

    private final BucketImage image;

    ObjectBody(BucketImages images, BucketImage image, ContentType type) {
        super(type);
        this.images = images;
        this.image = image;
    }

    @Override
    public String getFilename() {
        return image.name().fileName();
    }

    @Override
    public long getContentLength() {
        return image.size();
    }

    /**
     * Writes the version that was looked at when this part was made.
     *
     * @throws HalfSentException where the store does not hand it out whole; what {@code out} throws comes as it is,
     *         for the service may have gone after it had taken the request
     */
    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream object = open()) {
            for (int n = read(object, buffer); n >= 0; n = read(object, buffer)) {
                out.write(buffer, 0, n);
            }
        }
    }

    private InputStream open() throws HalfSentException {
        try {
            return images.open(image);
        } catch (UnusableImage | IOException e) {
            throw new HalfSentException(e.getMessage());
        }
    }

    private static int read(InputStream object, byte[] buffer) throws HalfSentException {
        try {
            return object.read(buffer);
        } catch (IOException e) {
            throw new HalfSentException(e.getMessage());
        }
    }
}
