package io.storyreel.ledger.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

import io.storyreel.ledger.sql.Transactions;

/**
 * Our connections do not wait for PostgreSQL's log at each commit ({@code synchronous_commit=off}, in the packaged
 * settings). One commit that does, in the server's own way, brings all that were before it to its disk and, where it is
 * set up so, to its standbys. Of a commit that a crash of the server has taken back meanwhile it knows nothing, which
 * is why what is paid for does not wait here, see {@link Transactions#durably}.
 */
public final class PostgresBarrier implements Durability.Barrier {

    /** Begins a transaction whose commit waits for the disk in the server's own way. */
    public static final String WAIT_AT_COMMIT = "SET LOCAL synchronous_commit TO DEFAULT";

    /**
     * Lets a transaction wait for another one's lock for less than the 15 s after which the driver takes the server for
     * gone: a file of many requests may hold its locks for longer, and then the ledger is busy, not away.
     */
    public static final String WAIT_FOR_LOCKS = "SET LOCAL lock_timeout = '5s'";

    private final DataSource ledger;

    PostgresBarrier(DataSource ledger) {
        this.ledger = ledger;
    }

    @Override
    public boolean isNeeded() {
        return true;
    }

    @Override
    public boolean hasRest() {
        // The server's own log writer brings the rest to its disk within a second.
        return false;
    }

    @Override
    public void force() throws SQLException {
        try (Connection connection = ledger.getConnection()) {
            boolean before = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(WAIT_AT_COMMIT);
                // A commit that has written nothing waits for nothing.
                statement.execute("SELECT pg_logical_emit_message(true, 'storyreel', '')");
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(before);
            }
        }
    }
}
