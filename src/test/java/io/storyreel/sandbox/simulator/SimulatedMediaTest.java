package io.storyreel.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.DigestInputStream;
import java.util.HexFormat;

import io.storyreel.sandbox.simulator.call.CallReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedMediaTest {

    private final StoryApiSimulator api = StoryApiSimulator.start(SimulatorOptions.quick());

    private final ApiCaller caller = new ApiCaller(api);

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void aCutDownloadCanBeResumed() throws Exception {
        String url = videoOf("[sim:video=cut]");
        StoryFilm film = api.film(api.stories().get(0).id());
        long half = film.length() / 2;

        try (InputStream body = stream(url).body()) {
            assertThat(body.readNBytes((int) half)).isEqualTo(film.read(0, (int) half));
            assertThatThrownBy(body::read).isInstanceOf(IOException.class);
        }
        assertThat(caller.download(url, "Range", "bytes=" + half + "-").body())
                .isEqualTo(film.read(half, (int) film.length()));
    }

    @Test
    void aHugeFilmIsStreamedWithItsLength() throws Exception {
        String url = videoOf("[sim:video=huge=300000000]");
        StoryFilm film = api.film(api.stories().get(0).id());

        HttpResponse<InputStream> answer = stream(url);

        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(300_000_000);
        try (DigestInputStream body = new DigestInputStream(answer.body(), CallReader.sha256())) {
            assertThat(body.transferTo(java.io.OutputStream.nullOutputStream())).isEqualTo(300_000_000);
            assertThat(HexFormat.of().formatHex(body.getMessageDigest().digest())).isEqualTo(film.sha256());
        }
    }

    @Test
    void aChunkedFilmHasNoLength() throws Exception {
        HttpResponse<byte[]> answer = caller.download(videoOf("[sim:video=huge=100000 chunked]"));

        assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
        assertThat(answer.body()).hasSize(100_000);
    }

    @Test
    void aStatusMarkerStrikesTheFirstDownloads() throws Exception {
        String url = videoOf("[sim:video=404x2]");

        assertThat(caller.download(url).statusCode()).isEqualTo(404);
        assertThat(caller.download(url).statusCode()).isEqualTo(404);
        assertThat(caller.download(url).statusCode()).isEqualTo(200);
    }

    @Test
    void badVideosAreBadInTheirOwnWay() throws Exception {
        assertThat(new String(caller.download(videoOf("[sim:video=html]")).body())).startsWith("<html>");
        assertThat(caller.download(videoOf("[sim:video=empty]")).body()).isEmpty();
        HttpResponse<byte[]> truncated = caller.download(videoOf("[sim:video=truncated]"));
        assertThat(truncated.body()).hasSize((int) truncated.headers().firstValueAsLong("Content-Length").orElse(-1));
    }

    @Test
    void redirectsPointWhereTheMarkerSays() throws Exception {
        HttpResponse<byte[]> here = caller.download(videoOf("[sim:video=redirect]"));
        assertThat(here.statusCode()).isEqualTo(302);
        assertThat(caller.download(here.headers().firstValue("Location").orElseThrow()).statusCode()).isEqualTo(200);

        HttpResponse<byte[]> away = caller.download(videoOf("[sim:video=redirect-evil to=http://10.0.0.1/x.mp4]"));
        assertThat(away.headers().firstValue("Location")).hasValue("http://10.0.0.1/x.mp4");
    }

    private String videoOf(String idea) throws Exception {
        return api.baseUrl() + "/media/" + ApiCaller.id(caller.post("/story/idea-2-video", "idea", idea)) + ".mp4";
    }

    private static HttpResponse<InputStream> stream(String url) throws Exception {
        // The JDK's client would make it HTTP/2, where a reset tells the reader of nothing but GOAWAY.
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
                .send(HttpRequest.newBuilder(URI.create(url)).build(),
                BodyHandlers.ofInputStream());
    }
}
