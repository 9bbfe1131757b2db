package io.storyreel.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.storyreel.settings.StoryreelSettings.DbKind;
import org.flywaydb.core.Flyway;

/** The databases a ledger can be in. Each is connected through the app's pool. */
enum TestDatabase {

    /** In memory. */
    H2(DbKind.H2) {
        @Override
        String emptyLedger() {
            String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1" + packagedOptions();
            tell(url, Migrated.SCRIPT);
            return url;
        }

        @Override
        void isDoneWith(String url) {
            tell(url, "SHUTDOWN");
        }
    },

    /** A server that all tests of a JVM share, where each ledger is a database of its own. */
    POSTGRESQL(DbKind.POSTGRESQL) {
        @Override
        String emptyLedger() {
            return TestPostgres.running().emptyLedger();
        }

        @Override
        void isDoneWith(String url) {
            TestPostgres.running().isDoneWith(url);
        }
    };

    static final String USER = "storyreel";

    private static final ThreadLocal<TestDatabase> CHOSEN = ThreadLocal.withInitial(() -> H2);

    final DbKind kind;

    TestDatabase(DbKind kind) {
        this.kind = kind;
    }

    /** The one that the test which runs now is about; H2 where it does not say. */
    static TestDatabase chosen() {
        return CHOSEN.get();
    }

    void choose() {
        CHOSEN.set(this);
    }

    static void chooseNone() {
        CHOSEN.remove();
    }

    /** The address of a ledger that nobody has used. */
    abstract String emptyLedger();

    /** Nobody uses the ledger any more. */
    abstract void isDoneWith(String url);

    /** Makes the tables by the app's migrations. */
    static void migrate(String url, DbKind kind) {
        String property = "quarkus.flyway." + (kind == DbKind.H2 ? "h2" : "pg") + ".locations";
        Flyway.configure().dataSource(url, USER, USER).locations(packaged(property).split(",")).load().migrate();
    }

    static void tell(String url, String statement) {
        tell(url, List.of(statement));
    }

    static void tell(String url, List<String> statements) {
        try (Connection connection = DriverManager.getConnection(url, USER, USER);
                Statement one = connection.createStatement()) {
            for (String statement : statements) {
                one.execute(statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A pool as the app's: what the packaged settings say to each new connection is said. */
    AgroalDataSource connect(String url) {
        String first = this == POSTGRESQL ? packaged("quarkus.datasource.pg.jdbc.new-connection-sql") : "";
        try {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(
                    pool -> pool.maxSize(16).validateOnBorrow(this == POSTGRESQL)
                            .connectionValidator(ConnectionValidator.defaultValidator())
                            .acquisitionTimeout(Duration.ofSeconds(5)).connectionFactoryConfiguration(
                            connection -> connection.jdbcUrl(url).initialSql(first).principal(new NamePrincipal(USER))
                                    .credential(new SimplePassword(USER)))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the packaged settings add to whatever H2 a user names. */
    static String packagedOptions() {
        String url = packaged("quarkus.datasource.h2.jdbc.url");
        return url.substring(url.indexOf("};") + 1);
    }

    private static String packaged(String property) {
        try (InputStream file = TestDatabase.class.getResourceAsStream("/application.properties")) {
            Properties all = new Properties();
            all.load(file);
            return all.getProperty(property);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the migrations have made of an H2, asked of H2 itself once: a thousand ledgers are made of it. */
    private static final class Migrated {

        static final List<String> SCRIPT = script();

        private Migrated() {
        }

        private static List<String> script() {
            String url = "jdbc:h2:mem:migrated;DB_CLOSE_DELAY=-1" + packagedOptions();
            migrate(url, DbKind.H2);
            List<String> script = new ArrayList<>();
            try (Connection connection = DriverManager.getConnection(url, USER, USER);
                    Statement statement = connection.createStatement();
                    ResultSet lines = statement.executeQuery("SCRIPT")) {
                while (lines.next()) {
                    if (!lines.getString(1).startsWith("--")) {
                        script.add(lines.getString(1));
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            tell(url, "SHUTDOWN");
            return script;
        }
    }
}
