package io.storyreel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A PostgreSQL server on this machine that keeps its data in a folder, so that they outlive it. It can go away under
 * whoever uses it and come back with all that was committed.
 *
 * <pre>{@code
 * try (LocalPostgres postgres = LocalPostgres.start(folder)) {
 *     postgres.goAway();
 *     postgres.comeBack();
 * }
 * }</pre>
 */
public final class LocalPostgres implements AutoCloseable {

    private static final String NAME = "storyreel";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Held here, or its level would be forgotten: the server says much that nobody asked for. */
    private static final Logger SERVER_LOG = Logger.getLogger("io.zonky.test.db.postgres");

    static {
        SERVER_LOG.setLevel(Level.WARNING);
    }

    private final Path folder;

    private final int port;

    private EmbeddedPostgres server;

    private LocalPostgres(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts a server on a free port, with one empty database unless the folder holds it already. */
    public static LocalPostgres start(Path folder) {
        LocalPostgres postgres = new LocalPostgres(folder, FreePort.any());
        postgres.comeBack();
        postgres.makeDatabase();
        return postgres;
    }

    /** The database, without a user in it. */
    public String jdbcUrl() {
        return jdbcUrl(NAME);
    }

    /** Another database of this server. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Owns the database and may make others, but is no superuser. */
    public String username() {
        return NAME;
    }

    /** The user's; the server takes any. */
    public String password() {
        return NAME;
    }

    /** Stops the server at once: its connections are cut, and what was not committed is rolled back. */
    public void goAway() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the server again on the same port, with its data. */
    public void comeBack() {
        try {
            server = EmbeddedPostgres.builder().setDataDirectory(folder).setCleanDataDirectory(false).setPort(port)
                    .setPGStartupWait(PATIENCE).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void makeDatabase() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), "postgres", "");
                Statement statement = connection.createStatement()) {
            if (isNew(statement)) {
                statement.execute("CREATE ROLE " + NAME + " LOGIN CREATEDB PASSWORD '" + NAME + "'");
                statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The local PostgreSQL server has no database to give", e);
        }
    }

    private static boolean isNew(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
            return !found.next();
        }
    }

    /** Stops the server; its files stay. */
    @Override
    public void close() {
        goAway();
    }
}
