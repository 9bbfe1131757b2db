package io.storyreel.sandbox.ledgers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.storyreel.sandbox.LocalPostgres;

/**
 * Writes down what the packaged app has in its ledger when it is killed with a story in every state, once for H2 and
 * once for PostgreSQL: {@code ./sandbox ledgers FOLDER}. Made with a release, they stay as they are: UpgradeIT starts
 * every later version on them.
 *
 * <p>The folder then holds {@code h2/storyreel.mv.db.gz}, the file itself; {@code postgresql/ledger.sql}, a dump; and
 * beside each {@code stories.json}, what the service knew.
 */
public final class Ledgers {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Ledgers() {
    }

    /** @param args the folder, such as {@code src/test/resources/ledgers/0.1.0} */
    public static void main(String... args) {
        if (args.length != 1) {
            System.err.println("usage: ./sandbox ledgers src/test/resources/ledgers/VERSION");
            System.exit(2);
        }
        try {
            write(Path.of(args[0]));
        } catch (Exception e) {
            // A server that still runs would keep this process.
            e.printStackTrace();
            System.exit(1);
        }
        System.out.println("Written to " + args[0]);
        System.exit(0);
    }

    private static void write(Path folder) throws Exception {
        Path work = Files.createTempDirectory("storyreel-ledgers");
        try {
            ofH2(work.resolve("h2"), Files.createDirectories(folder.resolve("h2")));
            ofPostgresql(work.resolve("pg"), Files.createDirectories(folder.resolve("postgresql")));
        } finally {
            delete(work);
        }
    }

    private static void ofH2(Path work, Path folder) throws IOException {
        Path file = work.resolve("app/data/storyreel.mv.db");
        JSON.writeValue(folder.resolve("stories.json").toFile(), EveryState.reachedIn(work, Map.of()));
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = new GZIPOutputStream(
                        Files.newOutputStream(folder.resolve("storyreel.mv.db.gz")))) {
            in.transferTo(out);
        }
    }

    private static void ofPostgresql(Path work, Path folder) throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(Files.createDirectories(work).resolve("postgres"))) {
            JSON.writeValue(folder.resolve("stories.json").toFile(), EveryState.reachedIn(work, Map.of(
                    "storyreel.db.kind", "postgresql", "storyreel.db.url", postgres.jdbcUrl(),
                    "storyreel.db.username", postgres.username(), "storyreel.db.password", postgres.password())));
            Files.write(folder.resolve("ledger.sql"), new PostgresDump(postgres).lines());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
    }
}
