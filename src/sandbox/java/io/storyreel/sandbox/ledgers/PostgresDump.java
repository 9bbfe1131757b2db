package io.storyreel.sandbox.ledgers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.storyreel.sandbox.LocalPostgres;

/**
 * All rows of a ledger as INSERTs, one a line, the history of its migrations first. Its tables are what these
 * migrations make: no migration is ever edited, and no {@code pg_dump} of the server's version need be there.
 */
public final class PostgresDump {

    private static final String HISTORY = "flyway_schema_history";

    private final LocalPostgres postgres;

    /** Of a server that runs. */
    public PostgresDump(LocalPostgres postgres) {
        this.postgres = postgres;
    }

    List<String> lines() throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(),
                postgres.password()); Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE 'UTC'");
            List<String> lines = new ArrayList<>();
            lines.add("-- The ledger of a release, written by ./sandbox ledgers. Migrations up to:");
            lines.add("-- " + one(statement, "SELECT max(version::integer) FROM " + HISTORY).get(0));
            for (String table : one(statement, "SELECT table_name FROM information_schema.tables"
                    + " WHERE table_schema = 'public' ORDER BY table_name <> '" + HISTORY + "', table_name")) {
                lines.addAll(rows(statement, table));
            }
            return lines;
        }
    }

    /** Puts such a dump into a ledger whose tables are those of its migrations, and where nothing else is. */
    public static void restore(Connection connection, List<String> lines) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : one(statement,
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")) {
                // What the migrations themselves have put in.
                statement.execute("DELETE FROM " + table);
            }
            for (String line : lines) {
                statement.execute(line);
            }
        }
    }

    /** The newest migration of a dump. */
    public static String version(List<String> lines) {
        return lines.get(1).substring(3);
    }

    private static List<String> rows(Statement statement, String table) throws SQLException {
        List<String> columns = one(statement, "SELECT column_name FROM information_schema.columns"
                + " WHERE table_schema = 'public' AND table_name = '" + table + "' ORDER BY ordinal_position");
        String values = columns.stream().map(column -> "quote_nullable(" + column + "::text)")
                .collect(Collectors.joining(", "));
        List<String> lines = new ArrayList<>(one(statement, "SELECT 'INSERT INTO " + table + " ("
                + String.join(", ", columns) + ") VALUES (' || concat_ws(', ', " + values + ") || ');' FROM " + table
                + " ORDER BY 1"));
        for (String column : one(statement, "SELECT column_name FROM information_schema.columns"
                + " WHERE table_schema = 'public' AND is_identity = 'YES' AND table_name = '" + table + "'")) {
            // The next row's number comes behind the last.
            lines.add("SELECT setval(pg_get_serial_sequence('" + table + "', '" + column + "'), max(" + column
                    + ")) FROM " + table + ";");
        }
        return lines;
    }

    private static List<String> one(Statement statement, String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
