package io.storyreel.ledger;

import static org.awaitility.Awaitility.await;

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

/**
 * One PostgreSQL for all tests of a JVM, started by the first that asks and stopped when the JVM ends: to the launcher
 * each class is a run of its own. A ledger is a database of its own: making one takes long, so those that are done with
 * are emptied and used again.
 */
final class TestPostgres {

    private static TestPostgres running;

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
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "test-postgres-end"));
    }

    static synchronized TestPostgres running() {
        if (running == null) {
            running = new TestPostgres();
        }
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

    /** Both we and the server's library end it; whoever is second does not wait for the first. */
    private void end() {
        server.close();
        await().until(() -> Files.notExists(folder.resolve("postmaster.pid")));
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
