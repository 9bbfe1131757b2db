package io.storyreel.request;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.storyreel.images.ImageLimits;
import io.storyreel.images.ImageSource;
import io.storyreel.images.OpenImage;
import io.storyreel.images.UnusableImage;
import io.storyreel.story.ImageVersion;
import io.storyreel.text.Sha256;

/**
 * Reads the image files of requests, each in pieces, to know them again when they are sent.
 *
 * @param source where they are
 * @param limits how large they may be
 */
public record ImageReading(ImageSource source, ImageLimits limits) {

    private static final int BUFFER = 64 * 1024;

    /**
     * What the images of a request are. All are looked at before the first is read: where one cannot be used, none is
     * read, however large the others are.
     *
     * @param all also gets their bytes, in the order listed
     * @throws InvalidRequest where images cannot be used, naming each by its JSON pointer
     * @throws IOException where images could not be read just now
     */
    List<ImageVersion> read(RequestItem item, MessageDigest all) throws InvalidRequest, IOException {
        List<String> names = item.imageFiles();
        if (names.size() > 1) {
            look(item, names);
        }
        List<FieldProblem> problems = new ArrayList<>();
        List<ImageVersion> versions = new ArrayList<>();
        long before = 0;
        for (int i = 0; i < names.size() && problems.isEmpty(); i++) {
            try (OpenImage image = source.open(names.get(i))) {
                // What is opened now need not be what was looked at.
                limits.check(names.get(i), image.size(), before);
                versions.add(read(names.get(i), image, before, all));
                before += versions.get(i).size();
            } catch (UnusableImage e) {
                problems.add(item.problem("image_files", i, e.getMessage()));
            }
        }
        refuse(problems);
        return versions;
    }

    private void look(RequestItem item, List<String> names) throws InvalidRequest, IOException {
        List<FieldProblem> problems = new ArrayList<>();
        long before = 0;
        for (int i = 0; i < names.size(); i++) {
            try {
                long size = source.sizeOf(names.get(i));
                limits.check(names.get(i), size, before);
                before += Math.max(0, size);
            } catch (UnusableImage e) {
                problems.add(item.problem("image_files", i, e.getMessage()));
            }
        }
        refuse(problems);
    }

    private static void refuse(List<FieldProblem> problems) throws InvalidRequest {
        if (!problems.isEmpty()) {
            throw new InvalidRequest(problems);
        }
    }

    private ImageVersion read(String name, OpenImage image, long before, MessageDigest all)
            throws UnusableImage, IOException {
        MessageDigest own = Sha256.digest();
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int n = image.bytes().read(buffer); n >= 0; n = image.bytes().read(buffer)) {
            own.update(buffer, 0, n);
            all.update(buffer, 0, n);
            size += n;
            if (image.size() < 0) {
                // Not told beforehand, so at least not read for ever.
                limits.check(name, Math.max(1, size), before);
            }
        }
        limits.check(name, size, before);
        return new ImageVersion(size, HexFormat.of().formatHex(own.digest()));
    }
}
