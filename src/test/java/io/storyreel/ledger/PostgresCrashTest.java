package io.storyreel.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.storyreel.ledger.database.Durability;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.sandbox.LocalPostgres;
import io.storyreel.settings.StoryreelSettings.DbKind;
import io.storyreel.story.Step;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A PostgreSQL server that crashes forgets commits that did not wait for its disk, and goes on. It does so here between
 * any move's commit and what follows: what the ledger has said is true of the row all the same.
 */
class PostgresCrashTest {

    @TempDir
    private Path folder;

    private LocalPostgres server;

    private TestLedger fixture;

    private SubmissionLedger submissions;
    private StepLedger steps;
    private AdoptionLedger adoptions;
    private TrackingLedger tracking;

    @BeforeEach
    void start() throws SQLException {
        server = LocalPostgres.start(folder);
        // Or its log writer might bring to the disk what nobody has waited for before the crash comes.
        asRoot("ALTER SYSTEM SET wal_writer_delay = '10s'");
        // A server is run so; the one that is embedded here has it off for all who don't say otherwise.
        asRoot("ALTER ROLE storyreel SET synchronous_commit = on");
        server.goAway();
        server.comeBack();
        TestDatabase.migrate(server.jdbcUrl(), DbKind.POSTGRESQL);
        fixture = TestLedger.of(TestDatabase.POSTGRESQL, server.jdbcUrl());
        submissions = fixture.get(SubmissionLedger.class);
        steps = fixture.get(StepLedger.class);
        adoptions = fixture.get(AdoptionLedger.class);
        tracking = fixture.get(TrackingLedger.class);
    }

    @AfterEach
    void stop() {
        fixture.close();
        server.close();
    }

    @Test
    void whatIsPaidForIsInTheRowAfterACrash() {
        Story a = fixture.claimed(fixture.accepted("a", TestLedger.REQUEST));
        crashAfterTheCommitOf(() -> submissions.startSubmitting(a, false, TestLedger.tokenOf("a")));
        assertThat(fixture.story("a").state()).isEqualTo(StoryState.SUBMITTING);

        crashAfterTheCommitOf(() -> submissions.submitted(a, "s-a", TestLedger.service("s-a"), fixture.deadline(),
                fixture.now()));
        assertThat(fixture.story("a").storyId()).isEqualTo("s-a");

        Story composed = fixture.claimed(fixture.story("a"));
        crashAfterTheCommitOf(() -> tracking.startComposing(composed));
        assertThat(fixture.story("a").composedAt()).isNotNull();
    }

    @Test
    void aStepsAnswerIsInTheRowAfterACrash() {
        Story a = fixture.submitting("a", TestLedger.ADVANCED);
        crashAfterTheCommitOf(() -> steps.nextStep(a, Step.ELEMENTS, "s-a", TestLedger.service("s-a"), null));
        assertThat(fixture.story("a").stepProgress().step()).isEqualTo(Step.ELEMENTS);

        Story b = fixture.submitting("b", Step.ELEMENTS);
        crashAfterTheCommitOf(() -> steps.review(b, Step.SCENES, "s-b", TestLedger.service("s-b"), null));
        assertThat(fixture.story("b").state()).isEqualTo(StoryState.REVIEW);

        Story c = fixture.claimed(fixture.uncertain("c"));
        crashAfterTheCommitOf(() -> adoptions.adopted(c, "s-c", TestLedger.service("s-c"), fixture.deadline()));
        assertThat(fixture.story("c").state()).isEqualTo(StoryState.GENERATING);
    }

    /** Before the move's second connection, where it asks for one, and else after it. */
    private void crashAfterTheCommitOf(Supplier<Boolean> move) {
        fixture.get(Durability.class).await();
        AtomicBoolean isFirst = new AtomicBoolean(true);
        AtomicBoolean crashed = new AtomicBoolean();
        fixture.atEachConnection(() -> {
            if (!isFirst.getAndSet(false) && crashed.compareAndSet(false, true)) {
                crash();
            }
        });
        assertThat(move.get()).isTrue();
        fixture.atEachConnection(() -> {
        });
        if (!crashed.get()) {
            crash();
        }
    }

    /** As when one of the server's processes is killed: it ends them all and begins again from what is on its disk. */
    private void crash() {
        try (Connection victim = root(); Statement statement = victim.createStatement();
                ResultSet pid = statement.executeQuery("SELECT pg_backend_pid()")) {
            pid.next();
            ProcessHandle.of(pid.getLong(1)).orElseThrow().destroyForcibly();
            await().ignoreExceptions().until(() -> !victim.isValid(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        await().ignoreExceptions().until(() -> {
            asRoot("SELECT 1");
            return fixture.get(StoryQueries.class).story("a").isPresent();
        });
    }

    private void asRoot(String what) throws SQLException {
        try (Connection connection = root(); Statement statement = connection.createStatement()) {
            statement.execute(what);
        }
    }

    private Connection root() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl("postgres"), "postgres", "");
    }
}
