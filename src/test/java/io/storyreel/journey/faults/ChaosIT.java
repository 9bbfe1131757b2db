package io.storyreel.journey.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.simulator.call.Payment;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A story of each manner a round, and {@code kill -9} whenever it likes. */
class ChaosIT {

    /** More in the profile {@code soak}. */
    private static final int ROUNDS = Integer.getInteger("chaos.rounds", 1);

    private static final List<String> MANNERS = List.of("", "[sim:slow ms=700]", "[sim:video=cutx2]",
            "[sim:video=slow ms=1000]", "[sim:early-webhook]", "[sim:double-webhook]", "[sim:429x1]",
            "[sim:no-video-url]", "[sim:get-503x2]", "[sim:video=chunked]");

    private static final List<Request> REQUESTS = IntStream.range(0, ROUNDS * MANNERS.size())
            .mapToObj(number -> Request.of("chaos-" + number, MANNERS.get(number % MANNERS.size()))).toList();

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().calledBack(Duration.ofMillis(500))
            .with("storyreel.api.max-concurrent", "4").app();

    /** Said when it fails, so that the same moments can be tried again. */
    private final long seed = System.nanoTime();

    @Test
    void killedAgainAndAgainNothingIsLostAndNothingIsPaidTwice() throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            for (Request request : REQUESTS.subList(round * MANNERS.size(), (round + 1) * MANNERS.size())) {
                APP.drop(request);
            }
            AppFixture.letPass(Duration.ofMillis(2_000 + random.nextInt(2_000)));
            APP.product().kill();
            APP.product().restart().awaitReady(AppFixture.PATIENCE);
        }

        for (Request request : REQUESTS) {
            isComposed(request);
        }
        List<JsonNode> results = REQUESTS.stream().map(APP::result).toList();

        assertThat(results).as("seed %d", seed).allMatch(ChaosIT::isDeliveredOrUncertain);
        assertThat(APP.service().payments()).as("seed %d", seed).extracting(Payment::idea).doesNotHaveDuplicates();
        REQUESTS.forEach(this::isDeliveredOnceItsWebhookCame);
        assertThat(APP.service().payments()).as("seed %d", seed).extracting(Payment::idea).doesNotHaveDuplicates();
        try (Stream<Path> left = Files.list(APP.inbox())) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    /** A kill between the record of a /concat and the call loses the call, which may cost: a person makes it up. */
    private static void isComposed(Request request) throws IOException {
        if (!request.idea().contains("[sim:no-video-url]")) {
            return;
        }
        try {
            await().atMost(AppFixture.PATIENCE).until(() -> APP.hasResult(request));
        } catch (ConditionTimeoutException late) {
            assertThat(APP.service().calls("POST", "/story/" + APP.storyOf(request).id() + "/concat")).isEmpty();
            APP.composeByHand(request);
        }
    }

    /** A kill between the request and its answer leaves a story uncertain; the webhook it missed clears that up. */
    private void isDeliveredOnceItsWebhookCame(Request request) {
        boolean isLost = APP.result(request).path("status").asText().equals("failed");
        if (isLost && APP.payments(request) == 0) {
            return;
        }
        if (isLost) {
            APP.service().sendWebhook(APP.storyOf(request).id(), "success");
        }
        APP.delivered(request);
    }

    private static boolean isDeliveredOrUncertain(JsonNode result) {
        return result.path("status").asText().equals("delivered")
                || result.path("error").path("code").asText().equals("SUBMISSION_UNCERTAIN");
    }
}
