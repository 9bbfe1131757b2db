package io.storyreel.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.storyreel.LoopbackHost;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.StoryFault;
import io.storyreel.proxy.HttpProxies;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class VideoDownloadTest {

    private static final String ETAG = "\"v1\"";

    private final byte[] video = Mp4.ofSize(400_000, 1);

    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    private Path spool;

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @Test
    void aVideoArrivesToTheByte() throws Exception {
        LoopbackHost host = host(LoopbackHost.serving(video, ETAG));

        assertThat(download().fetch("r", "s", host.url("/v.mp4"))).hasBinaryContent(video);
    }

    @Test
    void theDigestsOfAVideoThatCameInTwoPartsAreThoseOfTheWhole() throws Exception {
        LoopbackHost host = cutAfter(100_000, "ETag: " + ETAG, "Content-Length: 400000");
        host.nowAnswers(LoopbackHost.serving(video, ETAG));

        DownloadedVideo gathered = download().fetch("r", "s", host.url("/v.mp4"), Instant.MAX);

        assertThat(gathered.digests()).as("of both parts").isEqualTo(Digests.of(video));
        assertThat(download().fetch("r", "s", host.url("/v.mp4"), Instant.MAX).digests())
                .as("of what was whole already").isNull();
    }

    @Test
    void aSignedQueryGoesOutToTheLetterAndTheApiKeyNever() throws Exception {
        LoopbackHost host = host(LoopbackHost.serving(video, ETAG));

        download().fetch("r", "s", host.url("/a%2Fb.mp4?X-Amz-Signature=a%2Bb+c%3D&e=~"));

        assertThat(host.requests.get(0).target()).isEqualTo("/a%2Fb.mp4?X-Amz-Signature=a%2Bb+c%3D&e=~");
        assertThat(host.requests.get(0).headers()).doesNotContainKeys("X-Api-Key", "Cookie", "Authorization")
                .doesNotContainValue("the-api-key");
    }

    @Test
    void aCutDownloadGoesOnWhereItStoppedAlsoWithAnotherSignature() throws Exception {
        LoopbackHost host = host(LoopbackHost.cutting(video, 100_000, "ETag: " + ETAG, "Content-Length: 400000"));
        StoryFault fault = fault(download(), host.url("/v.mp4?sig=1"));
        assertThat(fault.error().code()).isEqualTo(ErrorCode.VIDEO_UNAVAILABLE);
        assertThat(fault.isLasting()).isFalse();
        assertThat(fault).hasMessageContaining("100000 of 400000").hasMessageNotContaining("sig");

        host.nowAnswers(LoopbackHost.serving(video, ETAG));
        // a new instance: nothing but the files is remembered
        assertThat(download().fetch("r", "s", host.url("/v.mp4?sig=2"))).hasBinaryContent(video);

        assertThat(host.requests.get(1).headers()).containsEntry("Range", "bytes=100000-")
                .containsEntry("If-Range", ETAG);
    }

    @Test
    void aVideoThatIsWholeOnDiskIsNotAskedForAgain() throws Exception {
        LoopbackHost host = host(LoopbackHost.serving(video, ETAG));
        download().fetch("r", "s", host.url("/v.mp4"));

        assertThat(download().fetch("r", "s", host.url("/v.mp4"))).hasBinaryContent(video);

        assertThat(host.requests).hasSize(1);
    }

    @Test
    void aHostThatIgnoresRangesBeginsAnew() throws Exception {
        LoopbackHost host = cutAfter(100_000, "ETag: " + ETAG, "Content-Length: 400000");
        host.nowAnswers((request, out) -> {
            LoopbackHost.head(out, "200 OK", "Content-Length: 400000");
            out.write(video);
        });

        assertThat(download().fetch("r", "s", host.url("/v.mp4"))).hasBinaryContent(video);
    }

    @Test
    void anotherVersionOfTheVideoIsNeverAppendedToTheFirst() throws Exception {
        LoopbackHost host = cutAfter(100_000, "ETag: " + ETAG, "Content-Length: 400000");
        byte[] other = Mp4.ofSize(400_000, 2);
        // a careless host that disregards If-Range: its 206 is of the new version
        host.nowAnswers((request, out) -> {
            LoopbackHost.head(out, request.from() > 0 ? "206 Partial Content" : "200 OK", "ETag: \"v2\"",
                    "Content-Length: " + (400_000 - request.from()),
                    "Content-Range: bytes " + request.from() + "-399999/400000");
            out.write(other, request.from(), 400_000 - request.from());
        });

        assertThat(download().fetch("r", "s", host.url("/v.mp4"))).hasBinaryContent(other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 0-399999/400000", "bytes 99999-399999/400000", "bytes 100000-399999/500000",
        "bytes 100000-399998/400000", "bytes */400000", "items 100000-399999/400000", ""})
    void aPartThatDoesNotFitIsThrownAway(String contentRange) throws Exception {
        LoopbackHost host = cutAfter(100_000, "Content-Length: 400000");
        host.nowAnswers((request, out) -> {
            if (request.from() > 0) {
                LoopbackHost.head(out, "206 Partial Content", "Content-Length: 300000", "Content-Range: "
                        + contentRange);
                out.write(new byte[300_000]);
            } else {
                LoopbackHost.serving(video, ETAG).to(request, out);
            }
        });

        assertThat(download().fetch("r", "s", host.url("/v.mp4"))).hasBinaryContent(video);
    }

    @Test
    void withoutAnyValidatorTheSameLengthIsEnoughToGoOn() throws Exception {
        LoopbackHost host = cutAfter(100_000, "Content-Length: 400000");
        host.nowAnswers(LoopbackHost.serving(video, ETAG));

        assertThat(download().fetch("r", "s", host.url("/v.mp4"))).hasBinaryContent(video);

        assertThat(host.requests.get(1).headers()).containsEntry("Range", "bytes=100000-")
                .doesNotContainKey("If-Range");
    }

    @Test
    void neitherValidatorNorLengthMeansAnew() throws Exception {
        LoopbackHost host = cutAfter(100_000, "Transfer-Encoding: chunked");
        host.nowAnswers(LoopbackHost.serving(video, ETAG));

        assertThat(download().fetch("r", "s", host.url("/v.mp4"))).hasBinaryContent(video);

        assertThat(host.requests.get(1).headers()).doesNotContainKey("Range");
    }

    @Test
    void aRangeThatCannotBeSatisfiedMeansAnew() throws Exception {
        LoopbackHost host = cutAfter(100_000, "ETag: " + ETAG, "Content-Length: 400000");
        host.nowAnswers((request, out) -> {
            if (request.from() > 0) {
                LoopbackHost.head(out, "416 Range Not Satisfiable", "Content-Length: 0");
            } else {
                LoopbackHost.serving(video, ETAG).to(request, out);
            }
        });

        assertThat(download().fetch("r", "s", host.url("/v.mp4"))).hasBinaryContent(video);
    }

    @Test
    void aWeakTagIsNoProofAndADateIsOneOnlyWhenItIsOlderThanTheAnswer() {
        SpoolNote note = new SpoolNote("r", "s", "u", null, "Sun, 01 Mar 2026 10:00:00 GMT",
                "Sun, 01 Mar 2026 10:00:00 GMT", -1);
        SpoolNote older = new SpoolNote("r", "s", "u", null, "Sun, 01 Mar 2026 10:00:00 GMT",
                "Sun, 01 Mar 2026 10:00:01 GMT", -1);

        assertThat(note.ifRange()).isNull();
        assertThat(older.ifRange()).isEqualTo("Sun, 01 Mar 2026 10:00:00 GMT");
        assertThat(new SpoolNote("r", "s", "u", "W/\"1\"", null, null, -1).ifRange()).isNull();
    }

    @Test
    void anotherStoryOrAddressStartsAnew() throws Exception {
        LoopbackHost host = cutAfter(100_000, "ETag: " + ETAG, "Content-Length: 400000");
        host.nowAnswers(LoopbackHost.serving(video, ETAG));

        download().fetch("r", "another-story", host.url("/v.mp4"));
        download().fetch("r", "another-story", host.url("/another.mp4"));

        assertThat(host.requests).noneMatch(request -> request.headers().containsKey("Range"));
    }

    @Test
    void aChunkedVideoOfUnknownLengthArrivesAndIsKnownWholeAfterwards() throws Exception {
        LoopbackHost host = host((request, out) -> {
            LoopbackHost.head(out, "200 OK", "Transfer-Encoding: chunked");
            for (int at = 0; at < video.length; at += 50_000) {
                out.write((Integer.toHexString(50_000) + "\r\n").getBytes());
                out.write(video, at, 50_000);
                out.write("\r\n".getBytes());
            }
            out.write("0\r\n\r\n".getBytes());
        });

        assertThat(download().fetch("r", "s", host.url("/v.mp4"))).hasBinaryContent(video);
        download().fetch("r", "s", host.url("/v.mp4"));
        assertThat(host.requests).hasSize(1);
    }

    @Test
    void aChunkedVideoThatIsCutIsNotTakenForWhole() throws Exception {
        LoopbackHost host = host((request, out) -> {
            LoopbackHost.head(out, "200 OK", "Transfer-Encoding: chunked");
            out.write((Integer.toHexString(50_000) + "\r\n").getBytes());
            out.write(video, 0, 50_000);
            out.write("\r\n".getBytes());
        });

        assertThat(fault(download(), host.url("/v.mp4")).error().code()).isEqualTo(ErrorCode.VIDEO_UNAVAILABLE);
    }

    @Test
    void redirectsAreFollowedAndABrokenChainIsNot() throws Exception {
        LoopbackHost host = host((request, out) -> {
            if (request.target().equals("/v.mp4")) {
                LoopbackHost.serving(video, ETAG).to(request, out);
            } else {
                LoopbackHost.head(out, "302 Found", "Content-Length: 0",
                        "Location: " + (request.target().equals("/five") ? "/4" : request.target().equals("/1")
                                ? "/v.mp4" : request.target().equals("/loop") ? "/loop"
                                : "/" + (Integer.parseInt(request.target().substring(1)) - 1)));
            }
        });

        assertThat(download().fetch("r", "s", host.url("/five"))).hasBinaryContent(video);
        StoryFault loop = fault(download(), host.url("/loop"));
        assertThat(loop.error().code()).isEqualTo(ErrorCode.VIDEO_UNAVAILABLE);
        assertThat(host.requests).filteredOn(request -> request.target().equals("/loop")).hasSize(6);
    }

    @Test
    void aRedirectToAHostThatIsNotAllowedIsNeverFollowed() throws Exception {
        LoopbackHost elsewhere = host(LoopbackHost.serving(video, ETAG));
        LoopbackHost host = host((request, out) -> LoopbackHost.head(out, "302 Found", "Content-Length: 0",
                "Location: http://localhost:" + elsewhere.port() + "/v.mp4"));

        StoryFault fault = fault(download(), host.url("/v.mp4"));

        assertThat(fault.isLasting()).isTrue();
        assertThat(fault.error().code()).isEqualTo(ErrorCode.VIDEO_URL_REFUSED);
        assertThat(fault).hasMessageContaining("localhost").hasMessageContaining("storyreel.download.allowed-hosts");
        assertThat(elsewhere.requests).isEmpty();
    }

    @Test
    void anAllowedNameThatLeadsToAPrivateAddressIsRefused() {
        StoryFault fault = fault(download("storyreel.download.allowed-hosts", "localhost",
                "storyreel.download.allow-private-addresses", "false"), "https://localhost:9/v.mp4");

        assertThat(fault.isLasting()).isTrue();
        assertThat(fault.error().code()).isEqualTo(ErrorCode.VIDEO_URL_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 500, 503})
    void anAnswerWithoutAVideoTellsItsStatusAndMayBeBetterNextTime(int status) throws Exception {
        LoopbackHost host = host((request, out) -> LoopbackHost.head(out, status + " No", "Content-Length: 0"));

        StoryFault fault = fault(download(), host.url("/v.mp4"));

        assertThat(fault.isLasting()).isFalse();
        assertThat(fault.error().code()).isEqualTo(ErrorCode.VIDEO_UNAVAILABLE);
        assertThat(fault.error().httpStatus()).isEqualTo(status);
    }

    @Test
    void aHostThatIsUnknownOrRefusesMayBeThereNextTime() throws Exception {
        int nobody;
        try (ServerSocket gone = new ServerSocket(0)) {
            nobody = gone.getLocalPort();
        }
        VideoDownload download = download("storyreel.download.allowed-hosts", "127.0.0.1,*.invalid");

        for (String url : List.of("http://127.0.0.1:" + nobody + "/v", "http://nobody.invalid/v")) {
            StoryFault fault = fault(download, url);
            assertThat(fault.isLasting()).isFalse();
            assertThat(fault.error().code()).isEqualTo(ErrorCode.VIDEO_UNAVAILABLE);
        }
    }

    @Test
    void aVideoDeclaredTooLargeIsRefusedWithoutReadingIt() throws Exception {
        CompletableFuture<Throwable> hostSaw = new CompletableFuture<>();
        LoopbackHost host = host((request, out) -> {
            LoopbackHost.head(out, "200 OK", "Content-Length: 100000000000");
            endless(out, hostSaw);
        });

        StoryFault fault = fault(download(), host.url("/v.mp4"));

        assertThat(fault.isLasting()).isTrue();
        assertThat(fault.error().code()).isEqualTo(ErrorCode.VIDEO_INVALID);
        assertThat(fault).hasMessageContaining("storyreel.download.max-size");
        assertThat(hostSaw.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void aVideoThatGrowsTooLargeIsCutOffAtTheLimit() throws Exception {
        CompletableFuture<Throwable> hostSaw = new CompletableFuture<>();
        LoopbackHost host = host((request, out) -> {
            LoopbackHost.head(out, "200 OK");
            endless(out, hostSaw);
        });

        StoryFault fault = fault(download(), host.url("/v.mp4"));

        assertThat(fault.isLasting()).isTrue();
        assertThat(fault.error().code()).isEqualTo(ErrorCode.VIDEO_INVALID);
        assertThat(hostSaw.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }

    @Test
    void aVideoOfExactlyTheLimitPasses() throws Exception {
        LoopbackHost host = host(LoopbackHost.serving(video, ETAG));

        assertThat(download("storyreel.download.max-size", "400000").fetch("r", "s", host.url("/v.mp4")))
                .hasSize(400_000);
    }

    @Test
    void aSilentHostCountsAsACutConnection() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        LoopbackHost host = host((request, out) -> {
            LoopbackHost.cutting(video, 1000, "ETag: " + ETAG, "Content-Length: 400000").to(request, out);
            out.flush();
            end.await();
        });

        StoryFault fault = fault(download("storyreel.api.response-timeout", "200ms"), host.url("/v.mp4"));
        end.countDown();

        assertThat(fault.isLasting()).isFalse();
        assertThat(fault).hasMessageContaining("1000 of 400000");
    }

    @Test
    void anInterruptEndsADownloadAtOnceAndKeepsWhatWasRead() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        LoopbackHost host = host((request, out) -> {
            LoopbackHost.cutting(video, 1000, "ETag: " + ETAG, "Content-Length: 400000").to(request, out);
            out.flush();
            end.await();
        });
        CompletableFuture<StoryFault> ended = new CompletableFuture<>();
        Thread worker = new Thread(() -> ended.complete(fault(download(), host.url("/v.mp4"))));
        worker.start();
        // all that came is written: the worker waits for the host now, or is about to
        await().until(() -> Files.exists(spool.resolve("r.part")) && Files.size(spool.resolve("r.part")) == 1000);

        worker.interrupt();

        assertThat(ended.get(5, TimeUnit.SECONDS).isLasting()).isFalse();
        assertThat(spool.resolve("r.part")).hasSize(1000);
        end.countDown();
    }

    @Test
    void aDiskThatRefusesIsOurOwnFault() throws Exception {
        LoopbackHost host = host(LoopbackHost.serving(video, ETAG));
        Path file = Files.createFile(spool.resolve("not-a-folder"));

        StoryFault fault = fault(download("storyreel.download.spool-dir", file.toString()), host.url("/v.mp4"));

        assertThat(fault.isLasting()).isFalse();
        assertThat(fault.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED);
    }

    @Test
    void twoWorkersNeverWriteOneVideo() throws Exception {
        LoopbackHost host = host(LoopbackHost.serving(video, ETAG));
        try (FileChannel held = FileChannel.open(spool.resolve("r.part"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            held.lock();

            assertThat(fault(download(), host.url("/v.mp4")).isLasting()).isFalse();
        }
        assertThat(host.requests).isEmpty();
        assertThat(download().fetch("r", "s", host.url("/v.mp4"))).hasBinaryContent(video);
    }

    @Test
    void aNoteThatACrashHasBrokenMeansAnew() throws Exception {
        LoopbackHost host = cutAfter(100_000, "ETag: " + ETAG, "Content-Length: 400000");
        Files.writeString(spool.resolve("r.note"), "{\"requestId\":\"r");
        host.nowAnswers(LoopbackHost.serving(video, ETAG));

        assertThat(download().fetch("r", "s", host.url("/v.mp4"))).hasBinaryContent(video);
    }

    @Test
    void whatIsNoVideoIsDiscardedSoThatTheNextAttemptStartsAnew() throws Exception {
        LoopbackHost host = host(LoopbackHost.serving(Arrays.copyOf(video, 399_999), ETAG));
        StoryreelSettings settings = settings();
        Path file = download().fetch("r", "s", host.url("/v.mp4"));

        StoryFault fault = catchThrowableOfType(StoryFault.class,
                () -> new VideoCheck(new Spool(settings)).check("r", file));

        assertThat(fault.isLasting()).isFalse();
        assertThat(fault.error().code()).isEqualTo(ErrorCode.VIDEO_INVALID);
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void discardingLeavesNothingAndLeftoversAreSweptOnlyWhenOld() throws Exception {
        LoopbackHost host = host(LoopbackHost.serving(video, ETAG));
        download().fetch("done", "s", host.url("/v.mp4"));
        download().fetch("old", "s", host.url("/v.mp4"));
        download().fetch("young", "s", host.url("/v.mp4"));
        Instant now = Instant.now();
        for (String name : List.of("old.part", "old.note")) {
            Files.setLastModifiedTime(spool.resolve(name), FileTime.from(now.minus(Duration.ofDays(4))));
        }

        download().discard("done");
        new Spool(settings()).sweep(now);

        assertThat(spool).isDirectoryNotContaining("glob:**/{done,old}.*").isDirectoryContaining("glob:**/young.part");
    }

    private LoopbackHost cutAfter(int bytes, String... headers) throws IOException {
        LoopbackHost host = host(LoopbackHost.cutting(chunkedIfAsked(headers), bytes, headers));
        fault(download(), host.url("/v.mp4"));
        return host;
    }

    /** With chunked coding the cut bytes must be a chunk that has begun. */
    private byte[] chunkedIfAsked(String... headers) {
        if (!List.of(headers).contains("Transfer-Encoding: chunked")) {
            return video;
        }
        byte[] begun = "61A80\r\n".getBytes();
        byte[] all = Arrays.copyOf(begun, begun.length + video.length);
        System.arraycopy(video, 0, all, begun.length, video.length);
        return all;
    }

    private static void endless(OutputStream out, CompletableFuture<Throwable> saw) {
        try {
            byte[] some = new byte[65536];
            while (true) {
                out.write(some);
            }
        } catch (IOException cut) {
            saw.complete(cut);
        }
    }

    private LoopbackHost host(LoopbackHost.Answer answer) throws IOException {
        LoopbackHost host = new LoopbackHost(answer);
        open.add(host);
        return host;
    }

    private static StoryFault fault(VideoDownload download, String url) {
        return catchThrowableOfType(StoryFault.class, () -> download.fetch("r", "s", url));
    }

    private StoryreelSettings settings(String... more) {
        String[] ours = {"storyreel.download.spool-dir", spool.toString(), "storyreel.download.max-size", "1M",
            "storyreel.download.allowed-hosts", "127.0.0.1", "storyreel.download.allow-private-addresses", "true"};
        String[] all = Arrays.copyOf(ours, ours.length + more.length);
        System.arraycopy(more, 0, all, ours.length, more.length);
        return TestSettings.with(all);
    }

    private VideoDownload download(String... more) {
        StoryreelSettings settings = settings(more);
        VideoHttp http = new VideoHttp(settings, new AllowedHosts(settings), new PublicAddresses(settings),
                new HttpProxies(settings));
        open.add(http::close);
        return new VideoDownload(settings, http, new Spool(settings), Clock.systemUTC());
    }
}
