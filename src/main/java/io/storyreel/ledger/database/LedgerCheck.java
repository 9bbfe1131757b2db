package io.storyreel.ledger.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

import io.storyreel.files.PrivateFiles;
import io.storyreel.log.Secrets;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;
import io.storyreel.text.RootCause;

/**
 * Tells in one line why the ledger can't be opened: above all that another Storyreel has an embedded one open, or that
 * the server of a shared one is away. Later on such a server is waited for; at the start whoever started us is to know.
 */
public final class LedgerCheck {

    /** What PostgreSQL says of who we are begins so; for all else the address is to blame. */
    private static final String NOT_LET_IN = "28";

    /** What H2 throws is told by ourselves. */
    private static final String NO_TRACE_FILE = ";TRACE_LEVEL_FILE=0";

    private LedgerCheck() {
    }

    public static Optional<String> problem(StoryreelSettings.Db db) {
        try {
            if (db.kind() == DbKind.H2) {
                makeFiles(db.url());
            }
            DriverManager.getConnection(db.kind() == DbKind.H2 ? db.url() + NO_TRACE_FILE : db.url(), credentials(db))
                    .close();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("storyreel.db.url: the ledger at " + withoutSecrets(db.url()) + " can't be made: " + e);
        } catch (SQLException e) {
            String property = String.valueOf(e.getSQLState()).startsWith(NOT_LET_IN) && db.kind() == DbKind.POSTGRESQL
                    ? "storyreel.db.username, storyreel.db.password" : "storyreel.db.url";
            return Optional.of(property + ": the ledger at " + withoutSecrets(db.url()) + " can't be opened: "
                    + withoutSecrets(inOneLine(e)));
        }
    }

    /** H2 would make them as the umask says. What it makes besides (for sorting, say) is in the same folder. */
    private static void makeFiles(String url) throws IOException {
        Optional<Path> file = LedgerFile.base(url);
        if (file.isPresent()) {
            Path base = file.get();
            PrivateFiles.makeFolder(base.getParent());
            PrivateFiles.makeFile(LedgerFile.of(base));
            for (String other : List.of(".trace.db", ".lock.db")) {
                PrivateFiles.close(base.resolveSibling(base.getFileName() + other));
            }
        }
    }

    private static String inOneLine(SQLException fault) {
        String words = String.valueOf(fault.getMessage()).replaceAll("\\s+", " ");
        return fault.getCause() == null ? words : words + " (" + RootCause.of(fault) + ")";
    }

    /** Behind the question mark of an address a password may stand, and in other places. */
    private static String withoutSecrets(String text) {
        return Secrets.withoutPasswords(text.replaceAll("\\?\\S*", ""));
    }

    private static Properties credentials(StoryreelSettings.Db db) {
        Properties credentials = new Properties();
        credentials.setProperty("user", db.username().orElse("storyreel"));
        if (db.kind() == DbKind.H2) {
            credentials.setProperty("password", db.password().orElse("storyreel"));
        } else {
            db.password().ifPresent(password -> credentials.setProperty("password", password));
            // A server that takes the call and then says nothing; what the URL says wins.
            credentials.setProperty("connectTimeout", "5");
            credentials.setProperty("loginTimeout", "10");
            credentials.setProperty("logServerErrorDetail", "false");
        }
        return credentials;
    }
}
