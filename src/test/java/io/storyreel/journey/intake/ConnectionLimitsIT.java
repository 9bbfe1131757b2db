package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.RawCall;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers may say at the connection guard, and how: nothing hidden is answered, nobody keeps others out. */
class ConnectionLimitsIT {

    private static final String HIDDEN = "GET /api/stories?limit=7 HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static final String EVENT = "{\"batch_id\":\"b\",\"status\":\"success\"}";

    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] [0-9]{3} ");

    @RegisterExtension
    static final AppFixture APP = AppPlan.calledBack().shared();

    static Stream<String> requestsThatTwoReadersReadInTwoWays() {
        String chunked = "Transfer-Encoding: chunked\r\n";
        return Stream.of(
                post("Content-Length: 5\r\n" + chunked, "0\r\n\r\n"),
                post(chunked + "Content-Length: 5\r\n", "0\r\n\r\n"),
                post("Content-Length: " + (5 + HIDDEN.length()) + "\r\n" + chunked, "0\r\n\r\n"),
                post("Transfer-Encoding: chunked, xchunked\r\n", "0\r\n\r\n"),
                post("Transfer-Encoding: xchunked, chunked\r\n", "0\r\n\r\n"),
                post("Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
                post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
                post("Transfer-Encoding: identity\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
                post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
                post(chunked + chunked, "0\r\n\r\n"),
                post(chunked + "Transfer-Encoding: identity\r\n", "0\r\n\r\n"),
                post("Transfer-Encoding : chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
                post("Transfer-Encoding:\u000bchunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
                post("X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", "0\r\n\r\n"),
                post("Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
                post("Content-Length: 0\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
                post("Content-Length: 0, 5\r\n", "0\r\n\r\n"),
                post("Content-Length: +0\r\n", ""), post("Content-Length: -1\r\n", ""),
                post("Content-Length: 0x0\r\n", ""), post("Content-Length:  \r\n", ""),
                post("Content-Length : 0\r\n", ""), post("Content\u0000-Length: 0\r\n", ""),
                post(chunked, "0x0\r\n\r\n"), post(chunked, "-0\r\n\r\n"), post(chunked, "+0\r\n\r\n"),
                post(chunked, "1;a=\"\r\nX\r\n0\r\n\r\n"), post(chunked, "1;a=\"\r\n\"\r\nX\r\n0\r\n\r\n"),
                post(chunked, "1;a\nX\r\n0\r\n\r\n"), post(chunked, "1\nX\n0\n\n"), post(chunked, "1 X\r\n0\r\n\r\n"),
                post(chunked, "1\r\nXY\r\n0\r\n\r\n"), post(chunked, "ffffffffffffffff0\r\n\r\n"),
                "POST /webhooks/vimmerse/x HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n" + chunked
                        + "\r\n0\r\n\r\n",
                "POST /webhooks/vimmerse/x HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
                "POST /webhooks/vimmerse/x HTTP/1.1\rHost: localhost\r\r",
                "POST /webhooks/vimmerse/x HTTP/1.1\r\nHost: localhost\r\nX: \rContent-Length: 0\r\n\r\n",
                "POST /webhooks/vimmerse/x HTTP/11.1\r\nHost: localhost\r\n\r\n",
                "POST /webhooks/vimmerse/x\r\n\r\n");
    }

    /** All at once, since each is listened to until there has been silence for a while. */
    @Test
    void nothingThatHidesBehindARequestIsAnswered() throws Exception {
        List<String> requests = requestsThatTwoReadersReadInTwoWays().toList();
        ExecutorService listeners = Executors.newFixedThreadPool(requests.size());
        List<Future<String>> heard = listeners.invokeAll(requests.stream()
                .<Callable<String>>map(request -> () -> heardBehind(request)).toList());
        listeners.shutdown();

        for (int i = 0; i < requests.size(); i++) {
            String answers = heard.get(i).get();
            assertThat(STATUS_LINE.matcher(answers).results().filter(one -> !one.group().contains(" 400 ")))
                    .as("%s -> %s", requests.get(i), answers).hasSizeLessThanOrEqualTo(1);
            assertThat(answers).as(requests.get(i)).doesNotContain("\"stories\"");
        }
    }

    private static String heardBehind(String request) throws IOException {
        try (RawCall call = RawCall.to(APP.product().url())) {
            return call.say(request + HIDDEN).listen(QUIET);
        }
    }

    @Test
    void plainRequestsOneBehindAnotherAreAllAnswered() throws Exception {
        try (RawCall call = RawCall.to(APP.product().url())) {
            String heard = call.say(post("Transfer-Encoding: chunked\r\n", "6\r\n{\"a\":1\r\n1\r\n}\r\n0\r\n\r\n")
                    + post("Content-Length: " + EVENT.length() + "\r\n", EVENT) + HIDDEN).listen(QUIET);

            assertThat(STATUS_LINE.matcher(heard).results()).as(heard).hasSize(3);
            assertThat(heard).contains("\"stories\"");
        }
    }

    @Test
    void nobodyIsSpokenToInHttp2() throws Exception {
        try (RawCall known = RawCall.to(APP.product().url()); RawCall asked = RawCall.to(APP.product().url())) {
            assertThat(known.say("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0").listen(QUIET))
                    .doesNotContain("\0").doesNotContain(" 200 ");
            assertThat(asked.say("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                    + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n").listen(QUIET))
                    .doesNotContain(" 101 ");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void twoThousandHalfOpenConnectionsKeepNobodyOut() throws Exception {
        List<RawCall> halfOpen = new ArrayList<>();
        try {
            for (int i = 0; i < 2_000; i++) {
                halfOpen.add(RawCall.to(APP.product().url()).say("POST /webhooks/vimmerse/x HTTP/1.1\r\nHost: "));
            }
            assertThat(webhookStatus()).isEqualTo(404);
            assertThat(APP.product().isReady()).isTrue();
            try (Stream<Path> open = Files.list(Path.of("/proc/" + APP.product().pid() + "/fd"))) {
                assertThat(open.count()).isLessThan(1_500);
            }
        } finally {
            for (RawCall call : halfOpen) {
                call.close();
            }
        }
        assertThat(webhookStatus()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "POST /webhooks/vimmerse/x HTTP/1.1\r\nHost: localhost\r\nX: "})
    void whoeverDoesNotSayWhatHeWantsIsHungUpOn(String beginning) throws Exception {
        ScheduledExecutorService slow = Executors.newSingleThreadScheduledExecutor();
        for (URI port : List.of(APP.product().url(), APP.product().managementUrl())) {
            try (RawCall call = RawCall.to(port).say(beginning)) {
                if (!beginning.isEmpty()) {
                    slow.scheduleWithFixedDelay(() -> drip(call), 500, 500, TimeUnit.MILLISECONDS);
                }
                assertThat(call.isClosedWithin(Duration.ofSeconds(25))).isTrue();
            }
        }
        slow.shutdownNow();
    }

    static Stream<String> oddRequests() {
        String host = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        List<String> odd = new ArrayList<>();
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT",
                "PROPFIND",
                "get", "G\u00cbT", "X".repeat(300))) {
            for (String path : List.of("/", "/api/stories", "/api/stories/x", "/api/stories/x/retry",
                    "/webhooks/vimmerse/x",
                    "/nowhere")) {
                odd.add(method + " " + path + host + "Content-Length: 0\r\n\r\n");
            }
        }
        for (String path : List.of("*", "//", "/..", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
                "/api/stories/%00",
                "/api/stories/%0d%0aX:y", "/api/stories/%", "/api/stories/%zz", "/api/stories/%ff%fe",
                "/api/stories/%c0%af",
                "/api/stories/\u00fc", "/api/stories/" + "x".repeat(3_000), "/api/stories/a%2fb", "/api/stories/..%2f",
                "/api/stories/;x=y", "/api/stories//retry", "/api/stories/x?requestId=y", "/api/stories?state=%00",
                "/api/stories?limit=%ff", "/api/stories?limit=99999999999999999999", "/api/stories?limit=-1",
                "/api/stories?after=" + "A".repeat(3_000), "/api/stories?after=%ff%00", "/api/stories?after=IA",
                "/api/stories?after=KzEwMDAwMDAwMDAtMTItMzFUMjM6NTk6NTlaIGE", "/api/stories?limit=1&limit=2&limit=",
                "/api/stories?%ff=1", "/api/stories?=", "/api/stories?&&&=&", "/api/stories?CamelHttpResponseCode=299",
                "/api/stories?CamelHttpUri=http://127.0.0.1", "/api/stories?" + "a=b&".repeat(800), "/?Host=evil",
                "/q/health", "/q/metrics", "/q", "/WEB-INF/web.xml", "/api/stories#x",
                "http://evil.example/api/stories",
                "http://[::/", "/webhooks/vimmerse/" + "0".repeat(64), "/webhooks/vimmerse/%00", "/webhooks/vimmerse/",
                "/webhooks/vimmerse/a/b", "/webhooks", "/index.html", "/\\..\\..", "/api/stories/\u0001")) {
            odd.add("GET " + path + host + "\r\n");
            odd.add("POST " + path + host + "Content-Length: 2\r\n\r\n{}");
        }
        for (String header : List.of("X: " + "x".repeat(15_000), "X: " + "x".repeat(100_000), "X: \u0000", "X", ": x",
                "\u00fc: x",
                "Authorization: Basic " + "=".repeat(100), "Authorization: Bearer", "Authorization: Basic /w==",
                "Origin: \u00ff", "Origin: http://" + "a.".repeat(5_000), "Accept: text/html",
                "Accept-Encoding: br, gzip, x",
                "Content-Encoding: gzip", "Expect: 100-continue", "Expect: x", "Range: bytes=0-1", "Upgrade: websocket",
                "Cookie: a=b; ;;=; \u0080", "Content-Type: multipart/form-data; boundary=x", "Content-Type: \u0000",
                "Content-Type: application/x-www-form-urlencoded", "CamelHttpResponseCode: 299",
                "CamelHttpUri: http://x",
                "token: x", "requestId: y", "X-Forwarded-For: 127.0.0.1", "Transfer-Encoding: chunked")) {
            String rest = host + header + (header.startsWith("Transfer") ? "\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
                    : "\r\nContent-Length: 2\r\n\r\n{}");
            odd.add("GET /api/stories" + rest);
            odd.add("POST /webhooks/vimmerse/" + "0".repeat(64) + rest);
            odd.add("POST /api/stories/x/retry" + rest);
            odd.add("POST /api/stories" + rest);
        }
        return odd.stream();
    }

    @Test
    void whateverIsAskedIsAnsweredWithoutAFaultAndForNobodyToKeep() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (String request : oddRequests().toList()) {
            String heard;
            try (RawCall call = RawCall.to(APP.product().url())) {
                heard = call.say(request).listen(Duration.ofSeconds(5));
            }
            // One that is no HTTP at all is hung up on, or told so before it is a request.
            boolean unread = heard.isEmpty() || heard.matches("(?s)HTTP/1\\.[01] (400|404|414|431|501) .*")
                    && heard.contains("content-length: 0\r\n");
            boolean labelled = heard.toLowerCase().contains("x-content-type-options: nosniff")
                    && heard.toLowerCase().contains("cache-control: no-store");
            if (heard.matches("(?s)HTTP/1\\.[01] 5.*") && !unread || !labelled && !unread
                    || heard.contains("Exception") || heard.matches("(?s)HTTP/1\\.[01] (299|101) .*")) {
                wrong.add(request.substring(0, Math.min(120, request.length())).replaceAll("\\s+", " ") + " -> "
                        + heard.substring(0, Math.min(300, heard.length())).replaceAll("\\s+", " "));
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(APP.product().log().lines().filter(line -> line.startsWith("\tat "))).isEmpty();
        assertThat(APP.product().isReady()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/ready", "/q/health/live", "/q/metrics", "/nowhere"})
    void whatTheManagementPortAnswersIsForNobodyToKeepEither(String path) throws Exception {
        try (RawCall call = RawCall.to(APP.product().managementUrl())) {
            assertThat(call.say("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .listen(QUIET).toLowerCase())
                            .contains("x-content-type-options: nosniff", "cache-control: no-store");
        }
    }

    @Test
    void aHostOrAnOriginInTheAddressIsNeitherTheOneNorTheOther() throws Exception {
        try (RawCall host = RawCall.to(APP.product().url()); RawCall origin = RawCall.to(APP.product().url())) {
            assertThat(host.say("GET /api/stories?Host=localhost HTTP/1.1\r\nHost: evil.example\r\nConnection:"
                    + " close\r\n\r\n")
                    .listen(QUIET)).contains(" 403 ");
            assertThat(origin.say("GET /api/stories?Origin= HTTP/1.1\r\nHost: localhost\r\n"
                    + "Origin: http://localhost:3000\r\nConnection: close\r\n\r\n").listen(QUIET)).contains(" 403 ");
        }
    }

    @Test
    void whatAStrangerWritesForgesNoLineOfTheLog() throws Exception {
        Request request = Request.of("forged", "[sim:400 message=x]");
        APP.drop("forged\n12:00:00.000 INFO  forged: paid\u001b[2J.json", "{\"idea\":7}".getBytes());
        APP.drop(request);
        APP.result(request);

        AppFixture.letPass(Duration.ofSeconds(1));

        assertThat(APP.product().log().lines()).noneMatch(line -> line.startsWith("12:00:00.000"));
        assertThat(APP.product().log().chars().filter(c -> c != '\n' && c != '\t')).allMatch(c -> c >= ' ');
    }

    private static String post(String headers, String body) {
        return "POST /webhooks/vimmerse/x HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers
                + "\r\n" + body;
    }

    private static int webhookStatus() throws IOException {
        try (RawCall call = RawCall.to(APP.product().url())) {
            String heard = call.say("POST /webhooks/vimmerse/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Length: " + EVENT.length() + "\r\n\r\n" + EVENT).listen(Duration.ofSeconds(5));
            return heard.isEmpty() ? 0 : Integer.parseInt(heard.substring(9, 12));
        }
    }

    private static void drip(RawCall call) {
        try {
            call.say("x");
        } catch (IOException closed) {
            throw new IllegalStateException(closed);
        }
    }
}
