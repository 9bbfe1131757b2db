package io.storyreel.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import org.h2.engine.Session;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * H2 writes a commit to its file within WRITE_DELAY and leaves it to the operating system when that reaches the disk.
 * Its CHECKPOINT SYNC would do, but for one gap: what its background thread has just taken over to write is no unsaved
 * change any more, and not in the file yet. So its store is told itself: write, wait for the writers, force.
 */
final class H2Barrier implements Durability.Barrier {

    private final DataSource ledger;

    private volatile MVStore store;

    private volatile long forced;

    H2Barrier(DataSource ledger) {
        this.ledger = ledger;
    }

    @Override
    public boolean isNeeded() throws SQLException {
        MVStore here = store();
        return here == null || here.getFileStore() != null;
    }

    @Override
    public boolean hasRest() throws SQLException {
        MVStore here = store();
        return here != null && here.getFileStore() != null
                && (here.hasUnsavedChanges() || here.getCurrentVersion() != forced);
    }

    @Override
    public void force() throws SQLException {
        MVStore here = store();
        if (here == null) {
            checkpoint();
            return;
        }
        try {
            here.commit();
            long version = here.getCurrentVersion();
            here.getFileStore().executeFileStoreOperation(() -> {
                // Runs when the writers have nothing left that was begun before.
            });
            here.sync();
            forced = version;
        } catch (MVStoreException e) {
            throw new SQLException(e.getMessage(), "08007", e);
        }
    }

    /** Null where the database belongs to another process, an H2 server. */
    private MVStore store() throws SQLException {
        MVStore known = store;
        if (known != null && !known.isClosed()) {
            return known;
        }
        try (Connection connection = ledger.getConnection()) {
            Session session = connection.unwrap(JdbcConnection.class).getSession();
            store = session instanceof SessionLocal local ? local.getDatabase().getStore().getMvStore() : null;
            return store;
        }
    }

    private void checkpoint() throws SQLException {
        try (Connection connection = ledger.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    }
}
