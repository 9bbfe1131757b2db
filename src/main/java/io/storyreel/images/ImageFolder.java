package io.storyreel.images;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.text.Normalizer;
import java.text.Normalizer.Form;

import io.storyreel.files.BoundedOpen;
import io.storyreel.files.ExactStream;
import io.storyreel.files.FolderOpening;
import io.storyreel.files.OwnFolders;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.text.Excerpt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * The inbox as the place of image files. Whoever may drop a request may read files through it, so a name reaches
 * nothing but regular files within the folder: links are followed only where they stay inside, and only before the
 * file is opened (see {@link FolderOpening}). What a file contains is the service's to judge.
 */
@ApplicationScoped
public class ImageFolder implements ImageSource {

    private final Path folder;

    @Inject
    public ImageFolder(StoryreelSettings settings) {
        this(settings.inbox().dir());
    }

    public ImageFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens an image file.
     *
     * @param name relative to the folder, {@code /} between folders
     * @throws UnusableImage where it is not there, not a regular readable file, empty, outside the folder or in a
     *         folder of ours ({@code .accepted}, {@code .rejected})
     * @throws IOException where the folder itself cannot be looked at, or the file not be opened just now
     */
    @Override
    public OpenImage open(String name) throws UnusableImage, IOException {
        Path root = folder.toRealPath();
        Path file = locate(root, name);
        SeekableByteChannel channel = open(root, file, name);
        long size;
        try {
            size = channel.size();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        if (size == 0) {
            // A pipe or a device that took the file's place after it was looked at has no size either.
            channel.close();
            throw new UnusableImage(quoted(name) + "is empty: there is no image in it");
        }
        return new OpenImage(size, new ExactStream(name, Channels.newInputStream(channel), size));
    }

    private static Path locate(Path root, String name) throws UnusableImage, IOException {
        Path file = realPath(root, name);
        if (!file.startsWith(root)) {
            throw new UnusableImage(quoted(name) + "is outside the inbox folder: copy the image into it");
        }
        String first = root.relativize(file).getName(0).toString();
        if (OwnFolders.isOne(first)) {
            throw new UnusableImage(quoted(name) + "is in a folder of Storyreel's own: copy the image out of it");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !Files.isReadable(file)) {
            throw unreadable(name);
        }
        return file;
    }

    private static SeekableByteChannel open(Path root, Path file, String name) throws UnusableImage, IOException {
        FolderOpening opening = new FolderOpening(root, root.relativize(file));
        try {
            return BoundedOpen.run(opening::run, file);
        } catch (NoSuchFileException e) {
            throw missing(name);
        } catch (IOException e) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !file.toRealPath().equals(file)) {
                // A link, a pipe or a folder has taken its place, or that of a folder on the way to it.
                throw unreadable(name);
            }
            throw e;
        }
    }

    private static Path realPath(Path root, String name) throws UnusableImage, IOException {
        try {
            Path relative = Paths.get(name);
            if (relative.isAbsolute()) {
                throw new UnusableImage(quoted(name) + "is outside the inbox folder: name it relative to the folder");
            }
            return asItIsSpelt(root, relative).toRealPath();
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

    /** An é is one character or two (NFC, NFD), and editor and file system need not agree which. */
    private static Path asItIsSpelt(Path root, Path relative) {
        Path path = root;
        for (Path name : relative) {
            path = asItIsSpelt(path, name.toString());
        }
        return path;
    }

    private static Path asItIsSpelt(Path folder, String name) {
        for (String spelling : new String[] {name, Normalizer.normalize(name, Form.NFC),
            Normalizer.normalize(name, Form.NFD)}) {
            Path path = folder.resolve(spelling);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return path;
            }
        }
        return folder.resolve(name);
    }

    private static UnusableImage missing(String name) {
        return new UnusableImage(quoted(name) + "no such file in the inbox folder:"
                + " put images there before the request");
    }

    private static UnusableImage unreadable(String name) {
        return new UnusableImage(quoted(name) + "is not a file that can be read");
    }

    private static String quoted(String name) {
        return "\"" + new Excerpt(name, Excerpt.OF_A_VALUE) + "\" ";
    }
}
