package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Documents nearly as large as they may be, posted into a small heap, one and several at once. */
class LargePostsIT {

    private static final String TOKEN = "the-token-of-this-app";

    private static final byte[] LARGE = padded(11 * 1024 * 1024);

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().with("storyreel.ui.token", TOKEN)
            .with("storyreel.inbox.max-size", "12M").app();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void severalAtOnceAreTakenOrAskedToComeAgainAndNoneCostsTheProcessItsMemory() throws Exception {
        BodyPublisher whole = BodyPublishers.ofByteArray(LARGE);
        BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(LARGE));

        List<CompletableFuture<HttpResponse<String>>> calls = Stream
                .of(whole, whole, chunked, whole, chunked, whole, whole, whole).map(this::post).toList();

        for (CompletableFuture<HttpResponse<String>> call : calls) {
            HttpResponse<String> answer = call.get();
            assertThat(answer.statusCode()).as(answer.body() + APP.product().logTail(20)).isIn(200, 503);
            if (answer.statusCode() == 503) {
                assertThat(answer.headers().firstValue("Retry-After")).contains("1");
                assertThat(answer.body()).contains("send this one again");
            }
        }
        assertThat(calls.stream().map(CompletableFuture::join).map(HttpResponse::statusCode)).contains(200, 503);
        for (BodyPublisher again : List.of(whole, chunked, whole)) {
            HttpResponse<String> answer = post(again).get();
            assertThat(answer.statusCode()).as(answer.body() + APP.product().logTail(20)).isEqualTo(200);
        }
        Request request = Request.of("after-the-large-ones");
        APP.drop(request);
        APP.delivered(request);
        assertThat(APP.product().log()).doesNotContain("memory has run out").doesNotContain("OutOfMemory");
    }

    private CompletableFuture<HttpResponse<String>> post(BodyPublisher body) {
        return client.sendAsync(HttpRequest.newBuilder(APP.product().url().resolve("/api/stories?dry_run=true"))
                .header("Authorization", "Bearer " + TOKEN).header("Content-Type", "application/json")
                .POST(body).build(), BodyHandlers.ofString());
    }

    private static byte[] padded(int size) {
        String document = Request.of("large").json().toString();
        return (document + " ".repeat(size - document.length())).getBytes(StandardCharsets.UTF_8);
    }
}
