package io.storyreel.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedFaultsTest {

    private final StoryApiSimulator api = StoryApiSimulator.start(SimulatorOptions.quick());

    private final ApiCaller caller = new ApiCaller(api);

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 402, 404, 422, 429, 500, 503})
    void aStatusMarkerAnswersThatAndPaysNothing(int status) throws Exception {
        assertThat(submit("[sim:" + status + "]").statusCode()).isEqualTo(status);
        assertThat(submit("[sim:" + status + "]").statusCode()).isEqualTo(status);
        assertThat(api.payments()).isEmpty();
    }

    @Test
    void aCountedMarkerStrikesOnlyTheFirstTries() throws Exception {
        HttpResponse<String> first = submit("[sim:429x2 retry-after=1]");

        assertThat(first.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(submit("[sim:429x2 retry-after=1]").statusCode()).isEqualTo(429);
        assertThat(submit("[sim:429x2 retry-after=1]").statusCode()).isEqualTo(200);
    }

    @Test
    void aLostAnswerIsPaidFor() {
        assertThatThrownBy(() -> submit("[sim:lost-answer]")).isInstanceOf(IOException.class);
        assertThat(api.paidCalls("[sim:lost-answer]")).isEqualTo(1);
    }

    @Test
    void aConnectionResetBeforeIsNotPaidFor() {
        assertThatThrownBy(() -> submit("[sim:reset-before]")).isInstanceOf(IOException.class);
        assertThat(api.payments()).isEmpty();
        assertThat(api.calls("POST", "/story/idea-2-video")).hasSize(1);
    }

    @Test
    void aPaidErrorIsPaidFor() throws Exception {
        assertThat(submit("[sim:500x1 paid]").statusCode()).isEqualTo(500);
        assertThat(api.paidCalls("[sim:500x1 paid]")).isEqualTo(1);
    }

    @Test
    void aHangingCallIsPaidForAndNeverAnswered() {
        var answer = caller.postLater("/story/idea-2-video", "idea", "[sim:hang]");

        await().until(() -> api.paidCalls("[sim:hang]") == 1);
        assertThat(answer.completeOnTimeout(null, 200, TimeUnit.MILLISECONDS).join()).isNull();
    }

    @Test
    void garbageAndNoStoryAreTwoHundreds() throws Exception {
        assertThat(submit("[sim:garbage]").body()).startsWith("<html>");
        assertThat(submit("[sim:no-story]").body()).isEqualTo("{\"data\":{}}");
    }

    @Test
    void aMarkerCanBeAimedAtALaterCall() throws Exception {
        HttpResponse<String> storyboard = caller.post("/story", "idea", "A dog [sim:503x1@scenes] [sim:get-404x1]");
        String id = ApiCaller.id(storyboard);

        assertThat(storyboard.statusCode()).isEqualTo(200);
        assertThat(caller.post("/story/" + id + "/scenes").statusCode()).isEqualTo(503);
        assertThat(caller.post("/story/" + id + "/scenes").statusCode()).isEqualTo(200);
        assertThat(caller.get(id).statusCode()).isEqualTo(404);
        assertThat(caller.get(id).statusCode()).isEqualTo(200);
    }

    @Test
    void aFailingStorySaysWhy() throws Exception {
        String id = ApiCaller.id(submit("[sim:fail]"));

        await().until(() -> caller.story(id).path("status").asText().equals("fail"));
        assertThat(caller.story(id).path("message").asText()).isNotEmpty();
        assertThat(caller.story(id).path("video_url").asText()).isEmpty();
    }

    private HttpResponse<String> submit(String idea) throws Exception {
        return caller.post("/story/idea-2-video", "idea", idea);
    }
}
