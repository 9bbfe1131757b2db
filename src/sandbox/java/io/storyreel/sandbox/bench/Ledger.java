package io.storyreel.sandbox.bench;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import io.storyreel.sandbox.LocalPostgres;

/** The product's ledger: the embedded file, or a server of PostgreSQL. */
final class Ledger implements AutoCloseable {

    private final Path folder;

    private final Optional<LocalPostgres> postgres;

    private Ledger(Path folder, Optional<LocalPostgres> postgres) {
        this.folder = folder;
        this.postgres = postgres;
    }

    /** @param home where the product runs */
    static Ledger of(boolean onPostgres, Path home) {
        Path folder = home.resolve(onPostgres ? "postgresql" : "data");
        return new Ledger(folder, onPostgres ? Optional.of(LocalPostgres.start(folder)) : Optional.empty());
    }

    String kind() {
        return postgres.isPresent() ? "PostgreSQL" : "H2";
    }

    Map<String, String> settings() {
        return postgres.map(server -> Map.of("storyreel.db.kind", "postgresql", "storyreel.db.url", server.jdbcUrl(),
                "storyreel.db.username", server.username(), "storyreel.db.password", server.password()))
                .orElseGet(() -> Map.of("storyreel.db.url",
                        "jdbc:h2:file:" + folder.resolve("storyreel").toAbsolutePath()));
    }

    /** What it takes of the disk at this moment, write-ahead log included. */
    long bytes() {
        return Folder.size(folder);
    }

    /** CPU time the server's processes have had, in milliseconds; 0 for the embedded one. */
    long serverCpuMillis() {
        return postgres.isPresent() ? ProcessFamily.cpuMillisOf(folder.resolve("postmaster.pid")) : 0;
    }

    @Override
    public void close() {
        postgres.ifPresent(LocalPostgres::close);
    }
}
