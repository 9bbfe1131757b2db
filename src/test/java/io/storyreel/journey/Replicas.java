package io.storyreel.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.sandbox.InboxWriter;
import io.storyreel.sandbox.LocalArtemis;
import io.storyreel.sandbox.LocalPostgres;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.sandbox.ProductLaunch;
import io.storyreel.sandbox.ProductProcess;
import io.storyreel.sandbox.SandboxSettings;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.StoryApiSimulator;

/**
 * Two packaged replicas that share a ledger on PostgreSQL, an inbox, an outbox and a broker. The service's callbacks
 * all go to the first: a callback may reach any.
 */
final class Replicas implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    private final LocalPostgres database;

    private final LocalArtemis broker;

    private final LocalS3 s3;

    private final StoryApiSimulator service;

    private final List<ProductProcess> both;

    private Replicas(Path folder, Map<String, String> more) {
        this.folder = folder;
        this.database = LocalPostgres.start(folder.resolve("postgres"));
        this.broker = LocalArtemis.start(folder.resolve("broker"));
        this.s3 = LocalS3.start(folder.resolve("s3"));
        s3.createBucket(SandboxSettings.BUCKET);
        this.service = StoryApiSimulator.start(SimulatorOptions.quick());
        ProductLaunch first = ProductLaunch.in(folder.resolve("one"));
        Map<String, String> settings = new LinkedHashMap<>(AppPlan.usual().settings());
        settings.putAll(SandboxSettings.connecting(service, s3));
        settings.putAll(SandboxSettings.callingBack(first.httpPort()));
        settings.put("storyreel.track.fallback-poll-interval", "500ms");
        settings.put("storyreel.inbox.dir", folder.resolve("inbox").toString());
        settings.put("storyreel.outbox.dir", folder.resolve("outbox").toString());
        settings.put("storyreel.db.kind", "postgresql");
        settings.put("storyreel.db.url", database.jdbcUrl());
        settings.put("storyreel.db.username", database.username());
        settings.put("storyreel.db.password", database.password());
        settings.put("storyreel.jms.enabled", "true");
        settings.put("storyreel.jms.url", broker.url());
        settings.putAll(more);
        this.both = List.of(first, ProductLaunch.in(folder.resolve("two"))).stream()
                .map(launch -> ProductProcess.start(SharedClasses.of(launch
                        .withJvmArgs(AppPlan.heapOf("-Xmx160m").toArray(String[]::new))).with(settings))).toList();
        both.forEach(replica -> replica.awaitReady(AppFixture.PATIENCE));
    }

    /** Starts everything and waits until both are ready. */
    static Replicas open(Map<String, String> more) {
        try {
            return new Replicas(Files.createTempDirectory("storyreel-replicas"), more);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LocalPostgres database() {
        return database;
    }

    LocalArtemis broker() {
        return broker;
    }

    StoryApiSimulator service() {
        return service;
    }

    LocalS3 s3() {
        return s3;
    }

    ProductProcess one() {
        return both.get(0);
    }

    ProductProcess two() {
        return both.get(1);
    }

    List<ProductProcess> both() {
        return both;
    }

    Path inbox() {
        return folder.resolve("inbox");
    }

    void drop(Request request) {
        try {
            InboxWriter.put(inbox(), request.fileName(), request.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The result in the outbox, where there is one. */
    Optional<JsonNode> result(Request request) {
        Path file = folder.resolve("outbox").resolve(request.fileName());
        try {
            return Files.exists(file) ? Optional.of(JSON.readTree(file.toFile())) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the ledger says of the story, whichever replica is asked. */
    String state(Request request) {
        return both.stream().flatMap(replica -> replica.story(request.id()).stream()).findFirst()
                .map(story -> story.path("state").asText()).orElse("");
    }

    @Override
    public void close() {
        both.forEach(ProductProcess::kill);
        service.close();
        s3.close();
        broker.close();
        database.close();
    }
}
