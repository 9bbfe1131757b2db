package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.sandbox.LocalPostgres;
import io.storyreel.sandbox.ledgers.KnownStory;
import io.storyreel.sandbox.ledgers.PostgresDump;
import io.storyreel.sandbox.simulator.StoryApiSimulator;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The present app takes up what each release has left in its ledger when it was killed with a story in every state. */
class UpgradeIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    static List<Path> ofH2() throws IOException {
        return ledgers("h2");
    }

    static List<Path> ofPostgresql() throws IOException {
        return ledgers("postgresql");
    }

    @ParameterizedTest
    @MethodSource("ofH2")
    void everyStoryOfAFileGoesOnAsItMust(Path ledger) throws Exception {
        AppPlan plan = AppPlan.usual().in(launch -> {
            Path data = Files.createDirectories(launch.directory().resolve("data"));
            try (InputStream file = new GZIPInputStream(Files.newInputStream(ledger.resolve("storyreel.mv.db.gz")))) {
                Files.copy(file, data.resolve("storyreel.mv.db"));
            }
            return launch;
        });

        everyStoryGoesOn(plan, ledger);
    }

    @ParameterizedTest
    @MethodSource("ofPostgresql")
    void everyStoryOfADatabaseGoesOnAsItMust(Path ledger) throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("postgres"))) {
            restore(postgres, Files.readAllLines(ledger.resolve("ledger.sql")));
            AppPlan plan = AppPlan.usual().with("storyreel.db.kind", "postgresql")
                    .with("storyreel.db.url", postgres.jdbcUrl()).with("storyreel.db.username", postgres.username())
                    .with("storyreel.db.password", postgres.password());

            everyStoryGoesOn(plan, ledger);
        }
    }

    private static void restore(LocalPostgres postgres, List<String> dump) throws Exception {
        Flyway.configure().dataSource(postgres.jdbcUrl(), postgres.username(), postgres.password())
                .locations("classpath:db/migration").target(PostgresDump.version(dump)).load().migrate();
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(),
                postgres.password())) {
            PostgresDump.restore(connection, dump);
        }
    }

    /** Its id is the state that a story was in. */
    private static void everyStoryGoesOn(AppPlan plan, Path ledger) throws Exception {
        Map<String, KnownStory> known = JSON.readValue(ledger.resolve("stories.json").toFile(),
                new TypeReference<List<KnownStory>>() {
                }).stream().collect(Collectors.toMap(KnownStory::requestId, story -> story));
        try (AppFixture app = plan.with("storyreel.api.credit-retry-interval", "200ms").app()
                .open(service -> known.values().forEach(story -> remember(service, story)))) {
            hasComeThroughOnce(app, known);
            hasStayed(app, known);
            goesOnWhereAPersonSaysSo(app, known);
        }
    }

    /** What was paid is not paid again, and what was not is paid once. */
    private static void hasComeThroughOnce(AppFixture app, Map<String, KnownStory> known) {
        for (String id : List.of("generating", "delivering", "waiting_credit", "accepted", "row-1", "row-2")) {
            Request request = asItWas(known, id);
            app.delivered(request);
            assertThat(app.payments(request)).as(id).isEqualTo(known.get(id).storyId().isEmpty() ? 1 : 0);
        }
        await("the results of the file").atMost(AppFixture.PATIENCE)
                .until(() -> Files.exists(app.outbox().resolve("batch.jsonl.results.csv")));
    }

    /** What has ended is known, and answered as a duplicate. What was being sent at the kill is not sent again. */
    private static void hasStayed(AppFixture app, Map<String, KnownStory> known) throws IOException {
        app.awaitState(asItWas(known, "submitting"), "uncertain");
        app.awaitState(asItWas(known, "uncertain"), "uncertain");
        app.awaitState(asItWas(known, "review"), "review");
        for (String id : List.of("delivered", "failed")) {
            Request request = asItWas(known, id);
            app.awaitState(request, id);
            app.drop(request);
            assertThat(app.result(request, "duplicate").path("story_id").asText()).isEqualTo(known.get(id).storyId());
        }
        for (String id : List.of("delivered", "failed", "submitting", "uncertain", "review")) {
            assertThat(app.payments(asItWas(known, id))).as(id).isZero();
        }
    }

    private static void goesOnWhereAPersonSaysSo(AppFixture app, Map<String, KnownStory> known) throws IOException {
        for (String id : List.of("uncertain", "submitting")) {
            Request request = asItWas(known, id);
            assertThat(app.retry(request, known.get(id).storyId()).statusCode()).as(id).isEqualTo(202);
            app.delivered(request);
            assertThat(app.payments(request)).as(id).isZero();
        }
        app.drop("resume.json", "{\"request_id\":\"review\",\"resume\":{}}".getBytes());
        Request review = asItWas(known, "review");
        app.delivered(review);
        // The storyboard was paid before.
        assertThat(app.payments(review)).isEqualTo(3);
    }

    private static void remember(StoryApiSimulator service, KnownStory story) {
        if (!story.storyId().isEmpty()) {
            service.remember(story.storyId(), story.idea(), !story.state().equals("review"));
        }
    }

    private static Request asItWas(Map<String, KnownStory> known, String id) {
        return new Request(JSON.createObjectNode().put("request_id", id).put("idea", known.get(id).idea()));
    }

    private static List<Path> ledgers(String database) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> releases = Files.newDirectoryStream(Path.of("src/test/resources/ledgers"),
                Files::isDirectory)) {
            releases.forEach(release -> found.add(release.resolve(database)));
        }
        assertThat(found).isNotEmpty();
        return found.stream().sorted().toList();
    }
}
