package io.storyreel.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

import io.storyreel.LoopbackHost;
import io.storyreel.deliver.StoreClient;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryFault;
import io.storyreel.ledger.TestLedger;
import io.storyreel.service.HalfSentException;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import io.storyreel.story.ImageVersion;
import org.apache.hc.client5.http.entity.mime.ContentBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

/** Images as parts of a form, wherever they are. */
@Timeout(30)
class RequestImagesTest {

    private static final byte[] IMAGE = {1, 2, 3};

    @TempDir
    private Path inbox;

    private LoopbackHost store;

    private S3Client s3;

    private TestLedger ledger;

    private RequestImages images;

    @BeforeEach
    void start() throws Exception {
        store = new LoopbackHost(LoopbackHost.serving(IMAGE, "\"v1\""));
        Map<String, String> names = new HashMap<>(TestSettings.leadingTo(store.url("")));
        names.put("storyreel.inbox.dir", inbox.toString());
        StoryreelSettings settings = TestSettings.with(names);
        s3 = StoreClient.with(settings);
        ledger = TestLedger.fresh(settings);
        ledger.parts().give(s3);
        images = ledger.get(RequestImages.class);
    }

    @AfterEach
    void stop() throws IOException {
        ledger.close();
        s3.close();
        store.close();
    }

    @ParameterizedTest
    @CsvSource({"a.png, image/png", "A.PNG, image/png", "sub/a.jpg, image/jpeg", "a.jpeg, image/jpeg",
        "a.webp, image/webp", "a.gif, application/octet-stream", "png, application/octet-stream"})
    void aPartIsTheSameWhetherItComesOutOfTheInboxOrOutOfTheStore(String name, String type) throws Exception {
        Files.createDirectories(inbox.resolve(name).getParent());
        Files.write(inbox.resolve(name), IMAGE);

        for (String place : new String[] {"", "s3://images/"}) {
            ContentBody part = images.part(place + name, null);

            assertThat(part.getMimeType()).isEqualTo(type);
            assertThat(part.getFilename()).isEqualTo(Path.of(name).getFileName().toString());
            assertThat(part.getContentLength()).isEqualTo(IMAGE.length);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            part.writeTo(out);
            assertThat(out.toByteArray()).isEqualTo(IMAGE);
        }
    }

    @ParameterizedTest
    @CsvSource({"missing.png", "s3://images/missing.png"})
    void anImageThatIsGoneIsGoneForGood(String name) {
        store.nowAnswers((request, out) -> LoopbackHost.head(out, "404 Not Found", "Content-Length: 0"));

        StoryFault fault = catchThrowableOfType(StoryFault.class, () -> images.part(name, null));

        assertThat(fault.isLasting()).isTrue();
        assertThat(fault.error().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(fault.error().stage()).isEqualTo(Stage.SUBMIT);
        assertThat(fault.error().message()).contains("nothing was sent", name);
    }

    @Test
    void anInboxThatIsAwayIsTemporary() throws Exception {
        Files.delete(inbox);

        StoryFault fault = catchThrowableOfType(StoryFault.class, () -> images.part("a.png", null));

        assertThat(fault.isLasting()).isFalse();
        Files.createDirectory(inbox);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s3://images/"})
    void anImageOfAnotherSizeIsNeverSent(String place) throws Exception {
        Files.write(inbox.resolve("a.png"), IMAGE);

        StoryFault fault = catchThrowableOfType(StoryFault.class,
                () -> images.part(place + "a.png", new ImageVersion(4, "0".repeat(64))));

        assertThat(fault.isLasting()).isTrue();
        assertThat(fault.error().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(fault.error().message()).contains("nothing was sent", "no longer what it was");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s3://images/"})
    void anImageOfOtherBytesIsNeverSentWhole(String place) throws Exception {
        Files.write(inbox.resolve("a.png"), IMAGE);
        ContentBody part = images.part(place + "a.png", new ImageVersion(IMAGE.length, "0".repeat(64)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThatThrownBy(() -> part.writeTo(out)).isInstanceOf(ImageChangedException.class);

        assertThat(out.size()).isLessThan(IMAGE.length);
    }

    @Test
    void aFileThatBecomesALinkOrAnotherAfterItWasLookedAtIsNeverSentWhole() throws Exception {
        Files.write(inbox.resolve("a.png"), IMAGE);
        Files.write(inbox.resolve("other"), new byte[] {7, 7, 7});
        ImageVersion taken = new ImageVersion(IMAGE.length, sha256(IMAGE));
        ContentBody part = images.part("a.png", taken);
        Files.delete(inbox.resolve("a.png"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThatThrownBy(() -> part.writeTo(out)).isInstanceOf(HalfSentException.class);
        Files.createSymbolicLink(inbox.resolve("a.png"), Path.of("/etc/hostname"));
        assertThatThrownBy(() -> part.writeTo(out)).isInstanceOf(HalfSentException.class);
        Files.delete(inbox.resolve("a.png"));
        Files.move(inbox.resolve("other"), inbox.resolve("a.png"));
        assertThatThrownBy(() -> part.writeTo(out)).isInstanceOf(ImageChangedException.class);
        Files.write(inbox.resolve("a.png"), new byte[9]);
        assertThatThrownBy(() -> part.writeTo(out)).isInstanceOf(ImageChangedException.class);
        assertThat(out.size()).isZero();

        Files.write(inbox.resolve("a.png"), IMAGE);
        part.writeTo(out);
        assertThat(out.toByteArray()).isEqualTo(IMAGE);
    }

    @Test
    void aStoreInTroubleIsTemporary() {
        store.nowAnswers((request, out) -> LoopbackHost.head(out, "503 Slow Down", "Content-Length: 0"));

        StoryFault fault = catchThrowableOfType(StoryFault.class, () -> images.part("s3://images/a.png", null));

        assertThat(fault.isLasting()).isFalse();
        assertThat(fault.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED);
        assertThat(fault.error().message()).contains("nothing was sent", "503");
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void aPartThatIsNeverWrittenNeverOpensItsImage() throws Exception {
        images.part("s3://images/a.png", null);

        assertThat(store.requests).extracting(LoopbackHost.Request::method).containsExactly("HEAD");
    }
}
