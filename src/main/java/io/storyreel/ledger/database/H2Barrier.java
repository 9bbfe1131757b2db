package io.storyreel.ledger.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import javax.sql.DataSource;

import org.h2.engine.Session;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * H2 writes a commit to its file within WRITE_DELAY and leaves it to the operating system when that reaches the disk.
 * Its CHECKPOINT SYNC would do, but for two gaps. What its background thread has just taken over to write is no unsaved
 * change any more, and not in the file yet: so its store is told itself to write, to wait for the writers, to force.
 * And what is written after a force may go where the forced state still has its pages: H2 goes by the time at which
 * they were written. So each forced version counts as in use until there is a newer one.
 * <p>
 * H2 that fails, as on a full disk, closes its file without what it had not written, and whoever connects next opens
 * the file again as though nothing had happened. What was committed before would be forgotten, so that is the end.
 */
public final class H2Barrier implements Durability.Barrier {

    private final DataSource ledger;

    private final Consumer<SQLException> end;

    /** Ours as long as we live: with its last connection H2 would close the file in good order. */
    private Connection connection;

    private volatile MVStore store;

    private volatile MVStore.TxCounter kept;

    private volatile long forced;

    private volatile boolean closed;

    /** @param end what is to be done where commits are lost: called at each force from then on, which fails */
    public H2Barrier(DataSource ledger, Consumer<SQLException> end) {
        this.ledger = ledger;
        this.end = end;
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
        // No newer than what is about to be forced: all that it needs is still in use in this one.
        MVStore.TxCounter released = here.registerVersionUsage();
        try {
            here.commit();
            long version = here.getCurrentVersion();
            here.getFileStore().executeFileStoreOperation(() -> {
                // Runs when the writers have nothing left that was begun before.
            });
            here.sync();
            forced = version;
            MVStore.TxCounter before = kept;
            kept = released;
            released = before;
        } catch (MVStoreException e) {
            throw here.isClosed() ? lost(e) : new SQLException(e.getMessage(), "08007", e);
        } finally {
            here.deregisterVersionUsage(released);
        }
    }

    /** Null where the database belongs to another process, an H2 server. */
    private synchronized MVStore store() throws SQLException {
        if (closed) {
            throw new SQLException("the ledger is closed", "08003");
        }
        if (store == null) {
            Connection ours = ledger.getConnection();
            Session session = ours.unwrap(JdbcConnection.class).getSession();
            store = session instanceof SessionLocal local ? local.getDatabase().getStore().getMvStore() : null;
            if (store == null) {
                ours.close();
            } else {
                connection = ours;
            }
        } else if (store.getFileStore() != null && store.isClosed()) {
            throw lost(store.getPanicException());
        }
        return store;
    }

    private SQLException lost(MVStoreException why) {
        SQLException lost = new SQLException("H2 has closed its file"
                + (why == null ? "" : ": " + why.getMessage()), "08007", why);
        end.accept(lost);
        return lost;
    }

    private void checkpoint() throws SQLException {
        try (Connection one = ledger.getConnection(); Statement statement = one.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (store != null) {
            store.deregisterVersionUsage(kept);
            kept = null;
        }
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // It is gone, then.
            connection = null;
        }
    }
}
