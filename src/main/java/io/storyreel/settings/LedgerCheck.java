package io.storyreel.settings;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

import io.storyreel.settings.StoryreelSettings.DbKind;

/** Tells in one line why an embedded ledger can't be opened, above all that another Storyreel has it open. */
final class LedgerCheck {

    private LedgerCheck() {
    }

    /** A database server that is away is not looked for here: it may come back, and readiness says so. */
    static Optional<String> problem(StoryreelSettings.Db db) {
        if (db.kind() != DbKind.H2) {
            return Optional.empty();
        }
        try {
            DriverManager.getConnection(db.url(), db.username().orElse("storyreel"),
                    db.password().orElse("storyreel")).close();
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of("storyreel.db.url: the ledger at " + db.url() + " can't be opened: "
                    + e.getMessage().replaceAll("\\s+", " "));
        }
    }
}
