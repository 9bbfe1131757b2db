package io.storyreel.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.storyreel.sandbox.LocalPostgres;
import io.storyreel.settings.StoryreelSettings.DbKind;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One PostgreSQL for all tests of a run, started by the first that asks. A ledger is a database
 * of its own: making one takes long, so those that are done with are emptied and used again.
 */
final class TestPostgres implements AutoCloseable {

    private static volatile TestPostgres running;

    private final AtomicInteger ledgers = new AtomicInteger();

    private final Queue<String> used = new ConcurrentLinkedQueue<>();

    private final Path folder;

    private final LocalPostgres server;

    private TestPostgres() {
        try {
            folder = Files.createTempDirectory("storyreel-postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = LocalPostgres.start(folder);
        TestDatabase.migrate(server.jdbcUrl(), DbKind.POSTGRESQL);
    }

    /** From now on there is one; it is stopped when the whole run is over. */
    static void isNeededBy(ExtensionContext test) {
        running = test.getRoot().getStore(Namespace.GLOBAL).computeIfAbsent(TestPostgres.class,
                key -> new TestPostgres(), TestPostgres.class);
    }

    static TestPostgres running() {
        return running;
    }

    String emptyLedger() {
        String free = used.poll();
        if (free != null) {
            TestDatabase.tell(free, "DELETE FROM story; DELETE FROM story_text; DELETE FROM story_images;"
                    + " DELETE FROM batch; DELETE FROM batch_row; DELETE FROM story_event;"
                    + " DELETE FROM spending; UPDATE gate SET closed = FALSE, probe_at = NULL");
            return free;
        }
        String name = "ledger_" + ledgers.incrementAndGet();
        TestDatabase.tell(server.jdbcUrl("template1"), "CREATE DATABASE " + name + " TEMPLATE storyreel");
        return server.jdbcUrl(name);
    }

    void isDoneWith(String url) {
        used.add(url);
    }

    @Override
    public void close() {
        server.close();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
