package io.storyreel.submit;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

import io.storyreel.images.OpenImage;
import io.storyreel.images.UnusableImage;
import io.storyreel.service.HalfSentException;
import io.storyreel.text.Sha256;
import org.apache.hc.client5.http.entity.mime.AbstractContentBody;
import org.apache.hc.core5.http.ContentType;

/**
 * An image as a part of a form: opened when it is written, passed on a buffer at a time, and compared with what it was
 * when the request was taken up before its last bytes are passed on. So no whole request ever carries another image.
 */
final class ImageBody extends AbstractContentBody {

    private static final int BUFFER = 64 * 1024;

    private final String fileName;

    private final long size;

    private final String sha256;

    private final Opening opening;

    /**
     * @param fileName as the service sees it
     * @param size in bytes, which is announced
     * @param sha256 of the bytes it has to have, or null where nobody knows
     */
    ImageBody(String fileName, ContentType type, long size, String sha256, Opening opening) {
        super(type);
        this.fileName = fileName;
        this.size = size;
        this.sha256 = sha256;
        this.opening = opening;
    }

    /** How the image is opened. */
    interface Opening {
        OpenImage open() throws UnusableImage, IOException;
    }

    @Override
    public String getFilename() {
        return fileName;
    }

    @Override
    public long getContentLength() {
        return size;
    }

    /**
     * Writes the image.
     *
     * @throws HalfSentException where it cannot be read to its end; an {@link ImageChangedException} where it is
     *         another than it was. What {@code out} throws comes as it is, for the service may have gone after it had
     *         taken the request
     */
    @Override
    public void writeTo(OutputStream out) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BUFFER];
        try (OpenImage image = open()) {
            for (long left = size; left > 0;) {
                int n = read(image, buffer, (int) Math.min(left, BUFFER));
                digest.update(buffer, 0, n);
                left -= n;
                if (left == 0) {
                    check(digest);
                }
                out.write(buffer, 0, n);
            }
        }
    }

    private OpenImage open() throws HalfSentException {
        try {
            OpenImage image = opening.open();
            if (image.size() != size) {
                image.close();
                throw new ImageChangedException(fileName);
            }
            return image;
        } catch (HalfSentException e) {
            throw e;
        } catch (UnusableImage | IOException e) {
            throw new HalfSentException(e.getMessage());
        }
    }

    private int read(OpenImage image, byte[] buffer, int most) throws HalfSentException {
        int n;
        try {
            n = image.bytes().read(buffer, 0, most);
        } catch (IOException e) {
            throw new HalfSentException(e.getMessage());
        }
        if (n < 0) {
            throw new ImageChangedException(fileName);
        }
        return n;
    }

    private void check(MessageDigest digest) throws ImageChangedException {
        if (sha256 != null && !sha256.equals(Sha256.hex(digest))) {
            throw new ImageChangedException(fileName);
        }
    }
}
