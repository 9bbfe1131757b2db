package io.storyreel.journey.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.InNewFolder;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.LocalPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each call of the journey with each fault: where the story ends, how many calls were paid for, and whether there is an
 * object. All of them at once, on PostgreSQL; a table says what is right.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultMatrixIT {

    /** The steps of an advanced story that are paid before the one that meets the fault. */
    private static final Map<String, Integer> PAID_BEFORE = Map.of("story", 0, "elements", 1, "scenes", 2, "videos", 3);

    private static final int WHOLE_WALK = 4;

    /** More in the profile {@code soak}. */
    private static final boolean IS_WHOLE = Boolean.getBoolean("matrix.whole");

    private static final LocalPostgres DATABASE = InNewFolder.start(LocalPostgres::start);

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().with("storyreel.db.kind", "postgresql")
            .with("storyreel.db.url", DATABASE.jdbcUrl()).with("storyreel.db.username", DATABASE.username())
            .with("storyreel.db.password", DATABASE.password()).with("storyreel.api.stage-timeout", "3s")
            .with("storyreel.track.deadline", "20s").app();

    private static final Map<String, Cell> CELLS = cells();

    /**
     * One cell of the matrix.
     *
     * @param request what is asked, with the fault in its idea
     * @param end {@code delivered}, or the code of the error it ends with
     * @param paid how many calls are charged
     */
    record Cell(Request request, String end, int paid) {

        @Override
        public String toString() {
            return request.id() + " -> " + end;
        }
    }

    @BeforeAll
    static void dropAll() throws IOException {
        for (Cell cell : CELLS.values()) {
            APP.drop(cell.request());
        }
    }

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    static Stream<Cell> matrix() {
        return CELLS.values().stream();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void aFaultAtACallEndsAsTheTableSays(Cell cell) throws Exception {
        Request request = cell.request();

        if (cell.end().equals("delivered")) {
            APP.delivered(request);
        } else {
            JsonNode result = APP.failed(request, cell.end());
            assertThat(result.has("video")).isFalse();
            APP.hasStoredNothingOf(request);
        }

        assertThat(APP.payments(request)).isEqualTo(cell.paid());
    }

    /** After all others: a database that is away is everybody's fault. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aDatabaseThatIsAwayMeanwhileCostsNothing() throws Exception {
        List<Request> requests = Stream.of("", "[sim:slow ms=1500]", "[sim:video=slow ms=2500]")
                .map(marker -> Request.of("database-away-" + Math.abs(marker.hashCode()), marker)).toList();
        for (Request request : requests) {
            APP.drop(request);
        }
        APP.storyOf(requests.get(0));
        DATABASE.goAway();
        AppFixture.letPass(java.time.Duration.ofSeconds(4));
        DATABASE.comeBack();

        requests.forEach(APP::delivered);

        requests.forEach(request -> assertThat(APP.payments(request)).isEqualTo(1));
    }

    private static Map<String, Cell> cells() {
        Map<String, Cell> cells = new LinkedHashMap<>();
        submit(cells);
        steps(cells);
        questions(cells);
        downloads(cells);
        return cells;
    }

    /** The automatic call. */
    private static void submit(Map<String, Cell> cells) {
        automatic(cells, "400", "API_BAD_REQUEST", 0);
        automatic(cells, "401", "API_UNAUTHORIZED", 0);
        automatic(cells, "403", "API_UNAUTHORIZED", 0);
        automatic(cells, "404", "API_BAD_REQUEST", 0);
        automatic(cells, "422", "API_VALIDATION", 0);
        automatic(cells, "429x2", "delivered", 1);
        automatic(cells, "429", "API_UNAVAILABLE", 0);
        automatic(cells, "slow ms=1000", "delivered", 1);
        for (String unpaid : List.of("500", "503", "reset-before")) {
            automatic(cells, unpaid, "SUBMISSION_UNCERTAIN", 0);
        }
        for (String paid : List.of("500 paid", "lost-answer", "hang", "drip", "garbage", "no-story")) {
            automatic(cells, paid, "SUBMISSION_UNCERTAIN", 1);
        }
    }

    /** Each fault at one of the paid steps of the advanced mode; at each of them in the profile {@code soak}. */
    private static void steps(Map<String, Cell> cells) {
        for (String step : List.of("story", "elements", "scenes", "videos")) {
            Map<String, Cell> all = new LinkedHashMap<>();
            step(all, step);
            int number = 0;
            for (Cell cell : all.values()) {
                if (IS_WHOLE || number++ % WHOLE_WALK == PAID_BEFORE.get(step)) {
                    put(cells, cell);
                }
            }
        }
    }

    private static void step(Map<String, Cell> cells, String step) {
        int before = PAID_BEFORE.get(step);
        boolean isFirst = before == 0;
        advanced(cells, step, "400", "API_BAD_REQUEST", before);
        advanced(cells, step, "404", isFirst ? "API_BAD_REQUEST" : "STORY_NOT_FOUND", before);
        advanced(cells, step, "422", "API_VALIDATION", before);
        advanced(cells, step, "429x1", "delivered", WHOLE_WALK);
        advanced(cells, step, "slow ms=1000", "delivered", WHOLE_WALK);
        for (String unpaid : List.of("503", "reset-before")) {
            advanced(cells, step, unpaid, "SUBMISSION_UNCERTAIN", before);
        }
        for (String paid : List.of("lost-answer", "hang", "drip", "garbage")) {
            advanced(cells, step, paid, "SUBMISSION_UNCERTAIN", before + 1);
        }
    }

    /** The questions, and /concat. */
    private static void questions(Map<String, Cell> cells) {
        for (String passing : List.of("get-404x3", "get-429x2", "get-500x3", "get-503x2", "reset-before x2@get",
                "lost-answer x2@get", "garbage x2@get", "no-story x2@get", "hang x1@get", "drip x1@get")) {
            automatic(cells, passing.replace(" x", "x"), "delivered", 1);
        }
        automatic(cells, "get-404", "STORY_NOT_FOUND", 1);
        automatic(cells, "get-500", "API_UNAVAILABLE", 1);
        for (String composed : List.of("429x1@concat", "lost-answer@concat", "garbage@concat", "hang@concat")) {
            automatic(cells, composed + "] [sim:no-video-url", "delivered", 1);
        }
        automatic(cells, "never-video-url", "DEADLINE_EXCEEDED", 1);
    }

    /** The download. */
    private static void downloads(Map<String, Cell> cells) {
        for (String passing : List.of("cutx2", "404x2", "503x2", "chunked", "no-range", "redirect", "slow ms=800")) {
            automatic(cells, "video=" + passing, "delivered", 1);
        }
        for (String refused : List.of("wrong-host", "redirect-evil")) {
            automatic(cells, "video=" + refused, "VIDEO_URL_REFUSED", 1);
        }
        for (String invalid : List.of("html", "empty", "truncated")) {
            automatic(cells, "video=" + invalid, "VIDEO_INVALID", 1);
        }
        automatic(cells, "video=503", "VIDEO_UNAVAILABLE", 1);
    }

    private static void automatic(Map<String, Cell> cells, String fault, String end, int paid) {
        put(cells, new Cell(Request.of(name("auto", fault), "[sim:" + fault + "]"), end, paid));
    }

    private static void advanced(Map<String, Cell> cells, String step, String fault, String end, int paid) {
        String at = fault.contains(" ") ? fault.replaceFirst(" ", "@" + step + " ") : fault + "@" + step;
        put(cells, new Cell(Request.of(name(step, fault), "[sim:" + at + "]").with("mode", "advanced"), end, paid));
    }

    private static void put(Map<String, Cell> cells, Cell cell) {
        assertThat(cells.put(cell.request().id(), cell)).isNull();
    }

    private static String name(String call, String fault) {
        return call + "-" + fault.replaceAll("[^a-z0-9]+", "-");
    }
}
