package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;

import io.storyreel.sandbox.InboxWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An inbox as it should not be: an odd name, documents that are too much, a folder that comes and goes. */
class InboxIT {

    private static final String ODD_NAME = "in%20box?delete=true&x=a+b #1";

    @RegisterExtension
    static final House HOUSE = HousePlan.usual().with("storyreel.inbox.dir", ODD_NAME).house();

    @Test
    void aRequestInAFolderOfAnyNameIsDelivered() throws Exception {
        Request request = Request.of("odd-folder");
        drop(request.fileName(), request.bytes());

        HOUSE.delivered(request);
        assertThat(inbox().resolve(".accepted").resolve(request.fileName())).hasBinaryContent(request.bytes());
    }

    @Test
    void aDocumentWhoseTreeWouldFillTheMemoryIsRejectedAndTheNextOneTaken() throws Exception {
        byte[] arrays = ("{\"idea\":\"x\",\"elements\":{\"a\":[" + "[],".repeat(3_400_000) + "[]]}}")
                .getBytes(StandardCharsets.UTF_8);
        long pid = HOUSE.product().pid();
        drop("arrays.json", arrays);

        assertThat(awaitRejection("arrays.json")).contains("more than 200000 JSON nodes");
        Request request = Request.of("after-the-arrays");
        drop(request.fileName(), request.bytes());
        HOUSE.delivered(request);
        assertThat(HOUSE.product().pid()).isEqualTo(pid);
    }

    @Test
    void aDocumentOverWhichTheProcessHasEndedTwiceIsRejectedAndMayBeTriedAgain() throws Exception {
        byte[] document = ("{\"request_id\":\"large\",\"idea\":\"A cat\",\"title\":\"" + "a".repeat(300_000) + "\"} x")
                .getBytes(StandardCharsets.UTF_8);
        HOUSE.product().kill();
        // As two kills in the middle of it leave it.
        Files.writeString(HOUSE.product().directory().resolve("data/spool/document-in-hand"),
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(document)) + " 2");
        drop("large.json", document);

        HOUSE.product().restart().awaitReady(House.PATIENCE);

        assertThat(awaitRejection("large.json")).contains("has ended twice", document.length + " bytes");
        drop("large.json", document);
        assertThat(awaitRejection("large-1.json")).contains("not JSON");
    }

    @Test
    void anInboxThatVanishesIsToldOnceAndShownUntilItIsBack() throws Exception {
        Path away = inbox().resolveSibling("away");
        Files.move(inbox(), away);

        await().atMost(House.PATIENCE).until(() -> !HOUSE.product().isReady());
        assertThat(HOUSE.product().get(HOUSE.product().managementUrl().resolve("/q/health/ready")).body())
                .contains("\"inbox\"", "it is not there");
        House.letPass(Duration.ofSeconds(2));
        assertThat(HOUSE.product().log().split("cannot be looked into", -1)).hasSize(2);

        Files.move(away, inbox());
        HOUSE.product().awaitReady(House.PATIENCE);
        Request request = Request.of("back-again");
        drop(request.fileName(), request.bytes());
        HOUSE.delivered(request);
    }

    private static Path inbox() {
        return HOUSE.product().directory().resolve(ODD_NAME);
    }

    private static void drop(String name, byte[] content) throws Exception {
        InboxWriter.put(inbox(), name, content);
    }

    private static String awaitRejection(String name) throws Exception {
        Path error = inbox().resolve(".rejected").resolve(name + ".error.json");
        await("rejection of " + name).atMost(House.PATIENCE).until(() -> Files.exists(error));
        return Files.readString(error);
    }
}
