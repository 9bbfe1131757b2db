package io.storyreel.journey.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.InNewFolder;
import io.storyreel.journey.fixture.JmsClient;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.LocalArtemis;
import io.storyreel.sandbox.LocalPostgres;
import io.storyreel.sandbox.ledgers.KnownStory;
import io.storyreel.sandbox.ledgers.PostgresDump;
import io.storyreel.sandbox.simulator.StoryApiSimulator;
import jakarta.jms.Message;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The present app takes up what each release has left in its ledger when it was killed with a story in every state. */
class UpgradeIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final LocalArtemis BROKER = InNewFolder.start(LocalArtemis::start);

    @TempDir
    private Path folder;

    @AfterAll
    static void closeBroker() {
        BROKER.close();
    }

    static List<Path> ofH2() throws IOException {
        return ledgers("h2");
    }

    static List<Path> ofPostgresql() throws IOException {
        return ledgers("postgresql");
    }

    @ParameterizedTest
    @MethodSource("ofH2")
    void everyStoryOfAFileGoesOnAsItMust(Path ledger) throws Exception {
        everyStoryGoesOn(onFile(ledger, ""), ledger);
    }

    @ParameterizedTest
    @MethodSource("ofPostgresql")
    void everyStoryOfADatabaseGoesOnAsItMust(Path ledger) throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("postgres"))) {
            restore(postgres, Files.readAllLines(ledger.resolve("ledger.sql")));

            everyStoryGoesOn(onDatabase(postgres), ledger);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void oneCanGoBackToThisVersionFromOneThatHasAddedToAFile() throws Exception {
        goesOnWithWhatIsNew(onFile(ofH2().get(0), later("add a column")));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void oneCanGoBackToThisVersionFromOneThatHasAddedToADatabase() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("postgres"))) {
            restore(postgres, Files.readAllLines(ofPostgresql().get(0).resolve("ledger.sql")));
            tell(postgres.jdbcUrl(), postgres.username(), postgres.password(), later("add a column"));

            goesOnWithWhatIsNew(onDatabase(postgres));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatNoVersionBeforeCanWorkOnIsRefusedInOneLine() {
        AppPlan plan = onFile(Path.of("src/test/resources/ledgers/0.1.0/h2"), later("stop all another join"));

        assertThatThrownBy(plan::open).hasMessageContaining("storyreel.db.url: a later version has changed this ledger"
                + " (migration 1000)");
    }

    private static void goesOnWithWhatIsNew(AppPlan plan) throws Exception {
        Request request = Request.of("after-going-back");
        try (AppFixture app = plan.open()) {
            app.drop(request);
            app.delivered(request);
        }
    }

    private static AppPlan onFile(Path ledger, String sql) {
        return AppPlan.usual().in(launch -> {
            Path file = Files.createDirectories(launch.directory().resolve("data")).resolve("storyreel");
            try (InputStream packed = new GZIPInputStream(
                    Files.newInputStream(ledger.resolve("storyreel.mv.db.gz")))) {
                Files.copy(packed, file.resolveSibling("storyreel.mv.db"));
            }
            tell("jdbc:h2:file:" + file.toAbsolutePath(), "storyreel", "storyreel", sql);
            return launch;
        });
    }

    private static AppPlan onDatabase(LocalPostgres postgres) {
        return AppPlan.usual().with("storyreel.db.kind", "postgresql")
                .with("storyreel.db.url", postgres.jdbcUrl()).with("storyreel.db.username", postgres.username())
                .with("storyreel.db.password", postgres.password());
    }

    /** That a later version has migrated the ledger. */
    private static String later(String description) {
        return "INSERT INTO \"flyway_schema_history\" (\"installed_rank\", \"version\", \"description\", \"type\","
                + " \"script\", \"checksum\", \"installed_by\", \"execution_time\", \"success\")"
                + " VALUES (1000, '1000', '" + description + "', 'SQL', 'V1000__later.sql', 1, 'later', 1, TRUE)";
    }

    private static void tell(String url, String username, String password, String sql) throws IOException {
        if (!sql.isEmpty()) {
            try (Connection connection = DriverManager.getConnection(url, username, password);
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }
    }

    private static void restore(LocalPostgres postgres, List<String> dump) throws Exception {
        Flyway.configure().dataSource(postgres.jdbcUrl(), postgres.username(), postgres.password())
                .locations("classpath:db/migration", "classpath:db/migration-postgresql")
                .target(PostgresDump.version(dump)).load().migrate();
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
        try (AppFixture app = plan.with("storyreel.api.credit-retry-interval", "200ms")
                .with("storyreel.jms.enabled", "true").with("storyreel.jms.url", BROKER.url()).app()
                .open(service -> known.values().forEach(story -> remember(service, story)))) {
            hasComeThroughOnce(app, known);
            hasStayed(app, known);
            isReportedToWhomItIsOwed(app, asItWas(known, "unreported"));
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

    private static void isReportedToWhomItIsOwed(AppFixture app, Request request) {
        Message result = JmsClient.of(BROKER).resultMessage("storyreel.results", request.id());

        assertThat(JmsClient.checked(JmsClient.text(result)).path("status").asText()).isEqualTo("delivered");
        assertThat(JmsClient.correlationId(result)).isEqualTo("their-own-id");
        assertThat(JmsClient.of(BROKER).hasResult("storyreel.results", request.id())).isFalse();
        assertThat(app.payments(request)).isZero();
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
