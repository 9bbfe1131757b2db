package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the media host does, a video arrives whole or not at all. */
class DownloadsIT {

    @RegisterExtension
    static final House HOUSE = HousePlan.usual().with("storyreel.track.deadline", "10s")
            .with("storyreel.download.max-size", "5M").house();

    @ParameterizedTest
    @ValueSource(strings = {"cutx3", "cut] [sim:video=no-range", "cut] [sim:video=chunked", "chunked", "no-range",
        "redirect", "redirect] [sim:video=cut", "404x2", "503x2", "slow ms=1500", "huge=4000000",
        "huge=4000000 chunked"})
    void aVideoArrivesWholeInTheEnd(String manner) throws Exception {
        Request request = Request.of("video-" + manner.replaceAll("[^a-z0-9]+", "-"), "[sim:video=" + manner + "]");
        HOUSE.drop(request);

        HOUSE.delivered(request);

        assertThat(HOUSE.payments(request)).isEqualTo(1);
        assertThat(HOUSE.downloads(request)).isNotEmpty()
                .allMatch(call -> call.header("X-Api-Key").isEmpty());
    }

    @Test
    void aCutDownloadGoesOnWhereItEnded() throws Exception {
        Request request = Request.of("resumed", "[sim:video=cutx2]");
        HOUSE.drop(request);

        long size = HOUSE.delivered(request).path("video").path("size").asLong();

        assertThat(HOUSE.downloads(request)).extracting(call -> call.header("Range").orElse("")).containsExactly(
                "", "bytes=" + size / 2 + "-", "bytes=" + (size / 2 + (size - size / 2) / 2) + "-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong-host", "redirect-evil", "redirect-evil to=http://169.254.169.254/latest",
        "redirect-evil to=file:///etc/passwd"})
    void aRefusedHostEndsTheStory(String manner) throws Exception {
        Request request = Request.of("refused-" + Integer.toHexString(manner.hashCode()), "[sim:video=" + manner + "]");
        HOUSE.drop(request);

        JsonNode error = HOUSE.failed(request, "VIDEO_URL_REFUSED").path("error");

        assertThat(error.path("stage").asText()).isEqualTo("deliver");
        HOUSE.hasStoredNothingOf(request);
    }

    @Test
    void aVideoOverTheLimitEndsTheStory() throws Exception {
        Request known = Request.of("oversized", "[sim:video=huge=6000000]");
        Request unknown = Request.of("oversized-unknown", "[sim:video=huge=6000000 chunked]");
        HOUSE.drop(known);
        HOUSE.drop(unknown);

        HOUSE.failed(known, "VIDEO_INVALID");
        HOUSE.failed(unknown, "VIDEO_INVALID");

        HOUSE.hasStoredNothingOf(known);
        HOUSE.hasStoredNothingOf(unknown);
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
            HOUSE.drop(request);
        }

        codes.forEach((request, code) -> {
            HOUSE.failed(request, code);
            HOUSE.hasStoredNothingOf(request);
            assertThat(HOUSE.downloads(request)).hasSizeGreaterThan(1);
        });
    }
}
