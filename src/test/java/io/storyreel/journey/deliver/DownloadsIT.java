package io.storyreel.journey.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the media host does, a video arrives whole or not at all. */
@Execution(ExecutionMode.CONCURRENT)
class DownloadsIT {

    @RegisterExtension
    static final AppFixture APP = AppPlan.hurried().shared();

    @ParameterizedTest
    @ValueSource(strings = {"cutx3", "cut] [sim:video=no-range", "cut] [sim:video=chunked", "chunked", "no-range",
        "redirect", "redirect] [sim:video=cut", "404x2", "503x2", "slow ms=1500", "huge=4000000",
        "huge=4000000 chunked"})
    void aVideoArrivesWholeInTheEnd(String manner) throws Exception {
        Request request = Request.of("video-" + manner.replaceAll("[^a-z0-9]+", "-"), "[sim:video=" + manner + "]");
        APP.drop(request);

        APP.delivered(request);

        assertThat(APP.payments(request)).isEqualTo(1);
        assertThat(APP.downloads(request)).isNotEmpty()
                .allMatch(call -> call.header("X-Api-Key").isEmpty());
    }

    @Test
    void aCutDownloadGoesOnWhereItEnded() throws Exception {
        Request request = Request.of("resumed", "[sim:video=cutx2]");
        APP.drop(request);

        long size = APP.delivered(request).path("video").path("size").asLong();

        assertThat(APP.downloads(request)).extracting(call -> call.header("Range").orElse("")).containsExactly(
                "", "bytes=" + size / 2 + "-", "bytes=" + (size / 2 + (size - size / 2) / 2) + "-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong-host", "redirect-evil", "redirect-evil to=http://169.254.169.254/latest",
        "redirect-evil to=file:///etc/passwd"})
    void aRefusedHostEndsTheStory(String manner) throws Exception {
        Request request = Request.of("refused-" + Integer.toHexString(manner.hashCode()), "[sim:video=" + manner + "]");
        APP.drop(request);

        JsonNode error = APP.failed(request, "VIDEO_URL_REFUSED").path("error");

        assertThat(error.path("stage").asText()).isEqualTo("deliver");
        APP.hasStoredNothingOf(request);
    }

    @Test
    void aVideoOverTheLimitEndsTheStory() throws Exception {
        Request known = Request.of("oversized", "[sim:video=huge=6000000]");
        Request unknown = Request.of("oversized-unknown", "[sim:video=huge=6000000 chunked]");
        APP.drop(known);
        APP.drop(unknown);

        APP.failed(known, "VIDEO_INVALID");
        APP.failed(unknown, "VIDEO_INVALID");

        APP.hasStoredNothingOf(known);
        APP.hasStoredNothingOf(unknown);
    }

    @Test
    void whatNeverBecomesAVideoEndsAtTheDeadline() throws Exception {
        Map<Request, String> codes = Map.of(
                Request.of("page", "[sim:video=html]"), "VIDEO_INVALID",
                Request.of("nothing", "[sim:video=empty]"), "VIDEO_INVALID",
                Request.of("torn", "[sim:video=truncated]"), "VIDEO_INVALID",
                Request.of("gone", "[sim:video=404]"), "VIDEO_UNAVAILABLE",
                Request.of("broken", "[sim:video=500]"), "VIDEO_UNAVAILABLE");
        for (Request request : codes.keySet()) {
            APP.drop(request);
        }

        codes.forEach((request, code) -> {
            APP.failed(request, code);
            APP.hasStoredNothingOf(request);
            assertThat(APP.downloads(request)).hasSizeGreaterThan(1);
        });
    }
}
