package io.storyreel.journey.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.SmallDisk;
import io.storyreel.journey.fixture.WallClock;
import io.storyreel.sandbox.LocalArtemis;
import io.storyreel.sandbox.LocalKafka;
import io.storyreel.sandbox.LocalPostgres;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.sandbox.ProductLaunch;
import io.storyreel.sandbox.ProductProcess;
import io.storyreel.sandbox.SandboxSettings;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.StoryApiSimulator;
import io.storyreel.sandbox.sqs.LocalSqs;

/**
 * All that takes part in a soak: two apps, one with the embedded ledger and every channel, on small disks and with a
 * clock of its own, and one with PostgreSQL that is never killed; the service, the store and the brokers that both use.
 */
final class SoakParts implements AutoCloseable {

    static final String TOKEN = "only-for-the-soak";

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Path folder;

    final StoryApiSimulator service = StoryApiSimulator.start(SimulatorOptions.quick().withCredits(100_000_000)
            .withGenerationTime(Duration.ofSeconds(3)));

    final LocalArtemis artemis;

    final LocalKafka kafka;

    final LocalSqs sqs = LocalSqs.start();

    final LocalPostgres database;

    final WallClock clock;

    final SmallDisk data;

    final SmallDisk spool;

    final SmallDisk outbox;

    final ProductProcess embedded;

    final ProductProcess server;

    private LocalS3 s3;

    SoakParts() throws IOException {
        folder = Files.createTempDirectory("storyreel-soak");
        artemis = LocalArtemis.start(folder.resolve("artemis"));
        kafka = LocalKafka.start(folder.resolve("kafka"));
        List.of("storyreel-requests", "storyreel-results", "storyreel-rejected").forEach(sqs::createQueue);
        database = LocalPostgres.start(folder.resolve("postgres"));
        s3 = LocalS3.start(folder.resolve("s3"));
        s3.createBucket(SandboxSettings.BUCKET);
        Path one = folder.resolve("embedded");
        clock = WallClock.in(folder);
        data = SmallDisk.mount(one.resolve("data"), 256);
        spool = SmallDisk.mount(one.resolve("data/spool"), 16);
        outbox = SmallDisk.mount(one.resolve("outbox"), 32);
        ProductLaunch first = ProductLaunch.in(one);
        embedded = start(first, Map.of("storyreel.kafka.enabled", "true", "storyreel.kafka.brokers", kafka.brokers(),
                "storyreel.sqs.enabled", "true", "storyreel.sqs.endpoint", sqs.endpoint().toString(),
                "storyreel.jms.request-queue", "embedded.requests", "storyreel.jms.result-queue", "embedded.results"),
                clock.environment());
        server = start(ProductLaunch.in(folder.resolve("server")), Map.of("storyreel.db.kind", "postgresql",
                "storyreel.db.url", database.jdbcUrl(), "storyreel.db.username", database.username(),
                "storyreel.db.password", database.password(),
                "storyreel.jms.request-queue", "server.requests", "storyreel.jms.result-queue", "server.results"),
                Map.of());
    }

    /** Waits until both apps are ready. */
    SoakParts ready() {
        embedded.awaitReady(PATIENCE);
        server.awaitReady(PATIENCE);
        return this;
    }

    private ProductProcess start(ProductLaunch launch, Map<String, String> more, Map<String, String> environment) {
        Map<String, String> settings = new LinkedHashMap<>(AppPlan.usual().settings());
        settings.putAll(SandboxSettings.connecting(service, s3));
        settings.putAll(SandboxSettings.callingBack(launch.httpPort()));
        settings.put("storyreel.track.fallback-poll-interval", "5s");
        settings.put("storyreel.ui.token", TOKEN);
        settings.put("storyreel.jms.enabled", "true");
        settings.put("storyreel.jms.url", artemis.url());
        settings.putAll(more);
        settings.putAll(environment);
        return ProductProcess.start(launch.withJvmArgs("-Xmx160m", "-XX:+UseSerialGC").with(settings));
    }

    LocalS3 s3() {
        return s3;
    }

    /** The store is gone for so long; its objects stay. */
    void storeAway(Duration time) {
        s3.close();
        AppFixture.letPass(time);
        s3 = LocalS3.start(folder.resolve("s3"), s3.endpoint().getPort());
    }

    /** The size of the server's database, in bytes. */
    long databaseBytes() throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.username(),
                database.password()); Statement statement = connection.createStatement();
                ResultSet size = statement.executeQuery("SELECT pg_database_size(current_database())")) {
            size.next();
            return size.getLong(1);
        }
    }

    /** The size of the embedded ledger's file, in bytes. */
    long ledgerBytes() throws IOException {
        return Files.size(embedded.directory().resolve("data/storyreel.mv.db"));
    }

    @Override
    public void close() {
        embedded.kill();
        server.kill();
        service.close();
        s3.close();
        artemis.close();
        kafka.close();
        sqs.close();
        database.close();
        List.of(spool, data, outbox).forEach(SmallDisk::close);
    }
}
