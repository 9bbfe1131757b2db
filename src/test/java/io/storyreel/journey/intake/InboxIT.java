package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.InboxWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An inbox as it should not be: an odd name, documents that are too much, a folder that comes and goes. */
class InboxIT {

    private static final String ODD_NAME = "in%20box?delete=true&x=a+b #1";

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().with("storyreel.inbox.dir", ODD_NAME).app();

    @Test
    void aRequestInAFolderOfAnyNameIsDelivered() throws Exception {
        Request request = Request.of("odd-folder");
        drop(request.fileName(), request.bytes());

        APP.delivered(request);
        assertThat(inbox().resolve(".accepted").resolve(request.fileName())).hasBinaryContent(request.bytes());
    }

    @Test
    void aDocumentWhoseTreeWouldFillTheMemoryIsRejectedAndTheNextOneTaken() throws Exception {
        byte[] arrays = ("{\"idea\":\"x\",\"elements\":{\"a\":[" + "[],".repeat(3_400_000) + "[]]}}")
                .getBytes(StandardCharsets.UTF_8);
        long pid = APP.product().pid();
        drop("arrays.json", arrays);

        assertThat(awaitRejection("arrays.json")).contains("more than 200000 JSON nodes");
        Request request = Request.of("after-the-arrays");
        drop(request.fileName(), request.bytes());
        APP.delivered(request);
        assertThat(APP.product().pid()).isEqualTo(pid);
    }

    @Test
    void aDocumentOverWhichTheProcessHasEndedTwiceIsRejectedAndMayBeTriedAgain() throws Exception {
        byte[] document = ("{\"request_id\":\"large\",\"idea\":\"A cat\",\"title\":\"" + "a".repeat(300_000) + "\"} x")
                .getBytes(StandardCharsets.UTF_8);
        APP.product().kill();
        // As two kills in the middle of it leave it.
        Files.writeString(APP.product().directory().resolve("data/spool/document-in-flight"),
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(document)) + " 2");
        drop("large.json", document);

        APP.product().restart().awaitReady(AppFixture.PATIENCE);

        assertThat(awaitRejection("large.json")).contains("has ended twice", document.length + " bytes");
        drop("large.json", document);
        assertThat(awaitRejection("large-1.json")).contains("not JSON");
    }

    @Test
    void anInboxThatVanishesIsToldOnceAndShownUntilItIsBack() throws Exception {
        Path away = inbox().resolveSibling("away");
        Files.move(inbox(), away);

        await().atMost(AppFixture.PATIENCE).until(() -> !APP.product().isReady());
        assertThat(APP.product().get(APP.product().managementUrl().resolve("/q/health/ready")).body())
                .contains("\"inbox\"", "it is not there");
        AppFixture.letPass(Duration.ofSeconds(2));
        assertThat(APP.product().log().split("cannot be looked into", -1)).hasSize(2);

        Files.move(away, inbox());
        APP.product().awaitReady(AppFixture.PATIENCE);
        Request request = Request.of("back-again");
        drop(request.fileName(), request.bytes());
        APP.delivered(request);
    }

    private static Path inbox() {
        return APP.product().directory().resolve(ODD_NAME);
    }

    private static void drop(String name, byte[] content) throws Exception {
        InboxWriter.put(inbox(), name, content);
    }

    private static String awaitRejection(String name) throws Exception {
        Path error = inbox().resolve(".rejected").resolve(name + ".error.json");
        await("rejection of " + name).atMost(AppFixture.PATIENCE).until(() -> Files.exists(error));
        return Files.readString(error);
    }
}
