package io.storyreel.settings;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

import io.storyreel.settings.StoryreelSettings.DbKind;

/**
 * Tells in one line why the ledger can't be opened: above all that another Storyreel has an embedded one open, or that
 * the server of a shared one is away. Later on such a server is waited for; at the start whoever started us is to know.
 */
final class LedgerCheck {

    /** What PostgreSQL says of who we are begins so; for all else the address is to blame. */
    private static final String NOT_LET_IN = "28";

    private LedgerCheck() {
    }

    static Optional<String> problem(StoryreelSettings.Db db) {
        try {
            DriverManager.getConnection(db.url(), credentials(db)).close();
            return Optional.empty();
        } catch (SQLException e) {
            String property = String.valueOf(e.getSQLState()).startsWith(NOT_LET_IN) && db.kind() == DbKind.POSTGRESQL
                    ? "storyreel.db.username, storyreel.db.password" : "storyreel.db.url";
            return Optional.of(property + ": the ledger at " + withoutSecrets(db.url()) + " can't be opened: "
                    + withoutSecrets(inOneLine(e)));
        }
    }

    private static String inOneLine(SQLException fault) {
        Throwable cause = fault;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String more = cause == fault ? "" : " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage() + ")";
        return (fault.getMessage() + more).replaceAll("\\s+", " ");
    }

    /** Behind the question mark of an address a password may stand. */
    private static String withoutSecrets(String text) {
        return text.replaceAll("\\?\\S*", "");
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
