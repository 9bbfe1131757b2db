package io.storyreel.template;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.inbox.OpenFile;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.StrictJson;

/**
 * The templates as they are while one document is taken up: each is read once for it. A template is a file of the
 * folder itself, by a name that leads nowhere else and not by a link.
 */
final class TemplateFolder {

    private static final String NAME = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}";

    private static final long MOST_BYTES = 1 << 20;

    /** So many are remembered. */
    private static final int MOST = 32;

    private final Path folder;

    private final Map<String, Template> read = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Template> eldest) {
            return size() > MOST;
        }
    };

    TemplateFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * A template.
     *
     * @throws InvalidRequest where there is none of that name, or none that can be used; its one problem has no pointer
     * @throws IOException where it could not be read just now
     */
    Template template(String name) throws InvalidRequest, IOException {
        Template known = read.get(name);
        if (known == null) {
            known = Template.of(parsed(name));
            read.put(name, known);
        }
        return known;
    }

    private ObjectNode parsed(String name) throws InvalidRequest, IOException {
        if (!name.matches(NAME)) {
            throw new InvalidRequest("", "this is no template's name: 1 to 128 letters, digits, dots, hyphens and"
                    + " underscores, not beginning with a dot, without .json");
        }
        byte[] bytes = bytes(name);
        JsonNode template;
        try {
            template = new StrictJson().read(bytes);
        } catch (InvalidRequest e) {
            throw new InvalidRequest("", "the template \"" + name + "\" can't be used: " + e.getMessage());
        }
        if (!(template instanceof ObjectNode fields)) {
            throw new InvalidRequest("", "the template \"" + name
                    + "\" can't be used: it has to be one request object");
        }
        fields.remove("$schema");
        String alien = Stream.of("template", "values", "resume").filter(fields::has).findFirst().orElse(null);
        if (alien != null) {
            throw new InvalidRequest("", "the template \"" + name + "\" can't be used: " + alien
                    + " has no place in a template");
        }
        return fields;
    }

    private byte[] bytes(String name) throws InvalidRequest, IOException {
        Path file = folder.resolve(name + ".json");
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new InvalidRequest("", "the template \"" + name + "\" can't be used: it is a link, or no file;"
                        + " links are not followed");
            }
            try (OpenFile open = OpenFile.of(file)) {
                if (open.version().size() > MOST_BYTES) {
                    throw new InvalidRequest("", "the template \"" + name + "\" can't be used: it has more than "
                            + MOST_BYTES + " bytes");
                }
                return open.readWhole(file);
            }
        } catch (NoSuchFileException e) {
            throw new InvalidRequest("", "there is no template \"" + name + "\": storyreel.templates.dir has no file "
                    + name + ".json");
        } catch (FileSystemException e) {
            throw new IOException("the template \"" + name + "\" can't be read: " + (e.getReason() == null
                    ? e.getClass().getSimpleName() : e.getReason()), e);
        }
    }
}
