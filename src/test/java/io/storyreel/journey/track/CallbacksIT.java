package io.storyreel.journey.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.simulator.SimulatedStory;
import io.storyreel.sandbox.simulator.Webhook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callbacks are hints: early, late, lost, doubled, forged or unknown, none changes what comes out. */
@Execution(ExecutionMode.CONCURRENT)
class CallbacksIT {

    private static final String EVENT = "{\"customer_id\":\"c\",\"batch_id\":\"%s\",\"status\":\"success\"}";

    /** So seldom asked that what comes sooner was called. */
    @RegisterExtension
    static final AppFixture APP = AppPlan.calledBack().shared();

    @Test
    void aCallbackBringsTheVideoWithASingleQuestion() throws Exception {
        Request request = Request.of("called");
        APP.drop(request);

        APP.delivered(request);

        assertThat(APP.calls("GET", request, "")).hasSize(1);
        assertThat(APP.service().webhooks()).filteredOn(call -> isFor(call, request)).singleElement()
                .matches(Webhook::isTaken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"early-webhook", "double-webhook", "late-webhook ms=1500", "no-webhook",
        "early-webhook] [sim:slow ms=1000"})
    void whenAndHowOftenItCallsDoesNotMatter(String manner) throws Exception {
        Request request = Request.of("called-" + manner.replaceAll("[^a-z0-9]+", "-"), "[sim:" + manner + "]");
        APP.drop(request);

        APP.delivered(request);

        assertThat(APP.payments(request)).isEqualTo(1);
        assertThat(APP.submissions(request)).hasSize(1);
    }

    @Test
    void everyRequestHasAnAddressOfItsOwn() throws Exception {
        Request one = Request.of("address-one");
        Request two = Request.of("address-two");
        APP.drop(one);
        APP.drop(two);

        String first = APP.storyOf(one).webhookUrl();

        assertThat(first).startsWith(APP.product().url() + "/webhooks/vimmerse/")
                .isNotEqualTo(APP.storyOf(two).webhookUrl());
        APP.delivered(one);
        APP.delivered(two);
    }

    @Test
    void aTokenThatIsNobodysIsNotFound() throws Exception {
        URI nobodys = APP.product().url().resolve("/webhooks/vimmerse/" + "0".repeat(64));

        assertThat(post(nobodys, EVENT.formatted("x"))).isEqualTo(404);
        assertThat(post(APP.product().url().resolve("/webhooks/vimmerse/x"), EVENT.formatted("x"))).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[]", "{}", "{\"batch_id\":\"x\"}", "{\"batch_id\":1,\"status\":\"fail\"}",
        "{\"batch_id\":\"\",\"status\":\"success\"}", "{\"batch_id\":\"x\",\"status\":null}"})
    void whatIsNoEventIsABadRequest(String body) throws Exception {
        Request request = Request.of("bad-events-" + Integer.toHexString(body.hashCode()));
        APP.drop(request);
        URI address = URI.create(APP.storyOf(request).webhookUrl());

        assertThat(post(address, body)).isEqualTo(400);

        APP.delivered(request);
    }

    @Test
    void anEventOver64KiBIsNotRead() throws Exception {
        Request request = Request.of("long-event");
        APP.drop(request);
        URI address = URI.create(APP.storyOf(request).webhookUrl());

        assertThat(post(address, EVENT.formatted("x".repeat(64 * 1024)))).isEqualTo(413);

        APP.delivered(request);
    }

    @Test
    void anUnknownBatchIsTakenAndChangesNothing() throws Exception {
        Request request = Request.of("unknown-batch");
        APP.drop(request);
        URI address = URI.create(APP.storyOf(request).webhookUrl());

        assertThat(post(address, EVENT.formatted("nobody-knows-it"))).isEqualTo(200);

        APP.delivered(request);
        assertThat(post(address, EVENT.formatted("nobody-knows-it"))).isEqualTo(200);
        APP.delivered(request);
    }

    @Test
    void aFailureThatIsOnlyClaimedIsNotBelieved() throws Exception {
        Request request = Request.of("claimed-failure");
        APP.drop(request);
        SimulatedStory story = APP.storyOf(request);
        APP.awaitState(request, "generating");

        assertThat(APP.service().sendWebhook(story.id(), "fail").answer()).isEqualTo(200);

        APP.delivered(request);
    }

    @Test
    void anUncertainStoryIsAdoptedByItsOwnCallback() throws Exception {
        Request request = Request.of("adopted", "[sim:lost-answer] [sim:late-webhook ms=1500]");
        APP.drop(request);
        APP.failed(request, "SUBMISSION_UNCERTAIN");

        assertThat(APP.delivered(request).path("story_id").asText()).isEqualTo(APP.storyOf(request).id());

        assertThat(APP.payments(request)).isEqualTo(1);
        assertThat(APP.submissions(request)).hasSize(1);
    }

    @Test
    void anotherStoryIsNotAdopted() throws Exception {
        Request other = Request.of("somebody-elses");
        APP.drop(other);
        String foreign = APP.delivered(other).path("story_id").asText();
        Request request = Request.of("tempted", "[sim:lost-answer] [sim:no-webhook]");
        APP.drop(request);
        APP.failed(request, "SUBMISSION_UNCERTAIN");
        SimulatedStory own = APP.storyOf(request);
        int asked = APP.calls("GET", other, "").size();

        assertThat(post(URI.create(own.webhookUrl()), EVENT.formatted(foreign))).isEqualTo(200);
        await("a look at the foreign story").atMost(AppFixture.PATIENCE)
                .until(() -> APP.calls("GET", other, "").size() > asked);
        APP.awaitState(request, "uncertain");

        assertThat(APP.service().sendWebhook(own.id(), "success").answer()).isEqualTo(200);
        assertThat(APP.delivered(request).path("story_id").asText()).isEqualTo(own.id());
        assertThat(APP.payments(request)).isEqualTo(1);
    }

    private static boolean isFor(Webhook call, Request request) {
        return call.storyId().equals(APP.storyOf(request).id());
    }

    private static int post(URI address, String body) throws IOException {
        return APP.product().send(HttpRequest.newBuilder(address).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)).build()).statusCode();
    }
}
