package io.storyreel.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/**
 * The inbox as the place of image files. Whoever may drop a request may read files through it, so a name reaches
 * nothing but regular files within the folder: links are followed only where they stay inside. What a file contains
 * is the service's to judge.
 */
@ApplicationScoped
@Named("imageFolder")
@Unremovable
public class ImageFolder implements ImageSource {

    private final Path folder;

    @Inject
    public ImageFolder(StoryreelSettings settings) {
        this(settings.inbox().dir());
    }

    ImageFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * The real path of an image file.
     *
     * @param name relative to the folder, {@code /} between folders
     * @throws UnusableImage where it is not there, not a regular readable file, outside the folder or in a folder of
     *         ours ({@code .accepted}, {@code .rejected})
     * @throws IOException where the folder itself cannot be looked at
     */
    public Path locate(String name) throws UnusableImage, IOException {
        Path root = folder.toRealPath();
        Path file = realPath(root, name);
        if (!file.startsWith(root)) {
            throw new UnusableImage(quoted(name) + "is outside the inbox folder: copy the image into it");
        }
        String first = root.relativize(file).getName(0).toString();
        if (first.equals(Shelf.ACCEPTED) || first.equals(Shelf.REJECTED)) {
            throw new UnusableImage(quoted(name) + "is in a folder of Storyreel's own: copy the image out of it");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new UnusableImage(quoted(name) + "is not a file that can be read");
        }
        return file;
    }

    @Override
    public InputStream open(String name) throws UnusableImage, IOException {
        Path file = locate(name);
        try {
            // The path is real by now: a link that took its place since would lead somewhere unchecked.
            return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw missing(name);
        }
    }

    private static Path realPath(Path root, String name) throws UnusableImage, IOException {
        try {
            Path relative = Paths.get(name);
            if (relative.isAbsolute()) {
                throw new UnusableImage(quoted(name) + "is outside the inbox folder: name it relative to the folder");
            }
            return root.resolve(relative).toRealPath();
        } catch (InvalidPathException e) {
            throw new UnusableImage(quoted(name) + "is not a file name");
        } catch (IOException e) {
            // Also a folder that is a file, or links that go in circles: for the user there is no such file.
            if (Files.isDirectory(root)) {
                throw missing(name);
            }
            throw e;
        }
    }

    private static UnusableImage missing(String name) {
        return new UnusableImage(quoted(name) + "no such file in the inbox folder:"
                + " put images there before the request");
    }

    private static String quoted(String name) {
        return "\"" + new Excerpt(name, Excerpt.OF_A_VALUE) + "\" ";
    }
}
