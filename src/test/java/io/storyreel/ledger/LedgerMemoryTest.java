package io.storyreel.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import io.storyreel.ledger.database.LedgerAvailability;
import io.storyreel.log.LogGuard;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.UncategorizedSQLException;

/** Memory that runs out within the embedded database, in a JVM of its own: it ends with it. */
@Timeout(60)
class LedgerMemoryTest {

    @Test
    void isNoLedgerOutOfReachButTheEndOfTheProcess() throws Exception {
        Ended ended = child("ledger");

        assertThat(ended.exitCode()).as(ended.said()).isEqualTo(3);
        assertThat(ended.said()).containsOnlyOnce("memory has run out, OutOfMemoryError: Capacity: 14153305")
                .doesNotContain("out of reach").doesNotContain("lived");
    }

    @Test
    void endsTheProcessAlsoWhereALibraryOnlyLogsIt() throws Exception {
        Ended ended = child("log");

        assertThat(ended.exitCode()).as(ended.said()).isEqualTo(3);
        assertThat(ended.said()).containsOnlyOnce("memory has run out").doesNotContain("lived");
    }

    private static Ended child(String where) throws Exception {
        Process child = new ProcessBuilder(System.getProperty("java.home") + "/bin/java",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-cp",
                System.getProperty("java.class.path"), Child.class.getName(), where).redirectErrorStream(true).start();
        try {
            String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Ended(child.exitValue(), said);
        } finally {
            child.destroyForcibly();
        }
    }

    private record Ended(int exitCode, String said) {
    }

    /** What runs in the other JVM. */
    static final class Child {

        private Child() {
        }

        public static void main(String[] args) {
            Logger.getLogger("storyreel").addHandler(new ConsoleHandler());
            // As Spring hands on what H2 makes of it.
            RuntimeException fault = new UncategorizedSQLException("insert", "INSERT INTO story ..", new SQLException(
                    "Out of memory.", "90108", 90108, new OutOfMemoryError("Capacity: 14153305")));
            if (args[0].equals("ledger")) {
                new LedgerAvailability(Clock.systemUTC(), TestSettings.with()).lost(fault);
            } else {
                LogRecord line = new LogRecord(Level.WARNING, "a task has failed");
                line.setThrown(fault);
                new LogGuard().isLoggable(line);
            }
            System.out.println("lived");
        }
    }
}
