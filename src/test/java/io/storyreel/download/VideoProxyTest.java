package io.storyreel.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Map;

import io.storyreel.LoopbackHost;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.StoryFault;
import io.storyreel.proxy.HttpProxies;
import io.storyreel.proxy.SmallProxy;
import io.storyreel.proxy.TlsFront;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads through a proxy. */
@Timeout(60)
class VideoProxyTest {

    private static final byte[] VIDEO = {1, 2, 3};

    @Test
    void aHostThatOnlyTheProxyKnowsIsAskedThroughATunnel(@TempDir Path folder) throws Exception {
        try (LoopbackHost media = new LoopbackHost(LoopbackHost.serving(VIDEO, "\"v\""));
                TlsFront tls = new TlsFront(folder, media.port(), "dns:media.invalid");
                SmallProxy proxy = new SmallProxy(tls.port())) {
            VideoHttp http = http(proxy, "*.invalid");

            try (VideoResponse answer = http.get(VideoUrl.parse("https://media.invalid/a.mp4?x=y"), Map.of())) {
                assertThat(answer.body().readAllBytes()).isEqualTo(VIDEO);
            }

            assertThat(proxy.heads).singleElement().asString().startsWith("CONNECT media.invalid:443 ");
            assertThat(media.requests).singleElement().satisfies(request -> assertThat(request.target())
                    .isEqualTo("/a.mp4?x=y"));
            http.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://elsewhere.example/a.mp4", "https://localhost/a.mp4", "https://10.0.0.1/a.mp4",
        "https://[::1]/a.mp4", "http://media.invalid/a.mp4"})
    void whatMayNotBeAskedIsNotAskedThroughAProxyEither(String url) throws Exception {
        try (SmallProxy proxy = new SmallProxy(1)) {
            VideoHttp http = http(proxy, "*.invalid,localhost,10.0.0.1,::1");

            StoryFault fault = catchThrowableOfType(StoryFault.class,
                    () -> http.get(VideoUrl.parse(url), Map.of()));

            assertThat(fault.error().code()).isEqualTo(ErrorCode.VIDEO_URL_REFUSED);
            assertThat(proxy.heads).isEmpty();
            http.close();
        }
    }

    @Test
    void aProxyThatMakesNoTunnelIsAPassingFault() throws Exception {
        try (SmallProxy proxy = new SmallProxy(1, null, "502 Bad Gateway")) {
            VideoHttp http = http(proxy, "*.invalid");

            StoryFault fault = catchThrowableOfType(StoryFault.class,
                    () -> http.get(VideoUrl.parse("https://media.invalid/a.mp4"), Map.of()));

            assertThat(fault.isLasting()).isFalse();
            assertThat(fault.error().code()).isEqualTo(ErrorCode.VIDEO_UNAVAILABLE);
            http.close();
        }
    }

    private static VideoHttp http(SmallProxy proxy, String allowedHosts) {
        StoryreelSettings settings = TestSettings.with("storyreel.http.proxy", "http://" + proxy.address(),
                "storyreel.download.allowed-hosts", allowedHosts);
        return new VideoHttp(settings, new AllowedHosts(settings), new PublicAddresses(settings),
                new HttpProxies(settings));
    }
}
