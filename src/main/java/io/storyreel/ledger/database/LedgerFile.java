package io.storyreel.ledger.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;
import jakarta.enterprise.context.ApplicationScoped;

/** The file of an embedded ledger. */
@ApplicationScoped
public class LedgerFile {

    private static final Pattern FILE = Pattern.compile("^jdbc:h2:file:([^;]+)");

    private static final String SUFFIX = ".mv.db";

    private final Optional<Path> file;

    LedgerFile(StoryreelSettings settings) {
        this.file = settings.db().kind() == DbKind.H2 ? base(settings.db().url()).map(LedgerFile::of)
                : Optional.empty();
    }

    /** What H2 names its files after, where the address leads to a file. */
    static Optional<Path> base(String url) {
        Matcher file = FILE.matcher(url);
        return file.find() ? Optional.of(Path.of(file.group(1).replaceFirst("^~", Matcher.quoteReplacement(
                System.getProperty("user.home")))).toAbsolutePath()) : Optional.empty();
    }

    /** The file that holds the data. */
    static Path of(Path base) {
        return base.resolveSibling(base.getFileName() + SUFFIX);
    }

    /** Whether the ledger is in a file of this process's. */
    public boolean isThere() {
        return file.isPresent();
    }

    /** Its size in bytes; empty where it cannot be told. */
    public OptionalLong size() {
        try {
            return file.isPresent() ? OptionalLong.of(Files.size(file.get())) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
