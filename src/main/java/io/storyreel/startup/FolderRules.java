package io.storyreel.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;

/**
 * How the folders of the settings may lie to one another. Whoever may write into the inbox can have any file in it read
 * as a request or sent as an image, and can put a link in place of any folder: so nothing of ours lies within it, and
 * its own two folders are no links.
 */
final class FolderRules {

    private static final String H2_FILE = "jdbc:h2:file:";

    private FolderRules() {
    }

    static Map<String, BooleanSupplier> of(StoryreelSettings s) {
        Map<String, BooleanSupplier> rules = new LinkedHashMap<>();
        if (!s.inbox().enabled()) {
            return rules;
        }
        Path inbox = real(s.inbox().dir());
        for (String own : new String[] {".accepted", ".rejected"}) {
            rules.put("storyreel.inbox.dir: its " + own + " is a link or no folder: links are not followed there",
                    () -> !Files.exists(inbox.resolve(own), LinkOption.NOFOLLOW_LINKS)
                            || Files.isDirectory(inbox.resolve(own), LinkOption.NOFOLLOW_LINKS));
        }
        rules.put("storyreel.outbox.dir must not be storyreel.inbox.dir nor lie within it: results would be read as"
                + " requests", () -> !real(s.outbox().dir()).startsWith(inbox));
        rules.put("storyreel.download.spool-dir must not be storyreel.inbox.dir nor lie within it",
                () -> !real(s.download().spoolDir()).startsWith(inbox));
        rules.put("storyreel.db.url must not lead into storyreel.inbox.dir: who writes there could read the ledger",
                () -> s.db().kind() != DbKind.H2 || !s.db().url().startsWith(H2_FILE)
                        || !real(ledger(s.db().url())).startsWith(inbox));
        rules.put("storyreel.inbox.dir must not hold the folder that Storyreel runs in: who writes there could read its"
                + " settings", () -> !real(Path.of("")).startsWith(inbox));
        rules.put("storyreel.templates.dir must not be storyreel.inbox.dir nor lie within it: whoever asks could change"
                + " what others ask for", () -> !real(s.templates().dir()).startsWith(inbox));
        return rules;
    }

    private static Path ledger(String url) {
        String file = url.substring(H2_FILE.length()).replaceAll(";.*", "");
        return Path.of(file.startsWith("~") ? System.getProperty("user.home") + file.substring(1) : file);
    }

    /** Where it really is, as far as it is there already. */
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path there = absolute; there != null; there = there.getParent()) {
            try {
                return there.toRealPath().resolve(there.relativize(absolute)).normalize();
            } catch (IOException e) {
                // not there yet: the folder above it
            }
        }
        return absolute;
    }
}
