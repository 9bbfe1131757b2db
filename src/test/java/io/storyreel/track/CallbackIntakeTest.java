package io.storyreel.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import io.storyreel.ledger.TestLedger;
import io.storyreel.story.Story;
import io.storyreel.track.CallbackIntake.Heard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackIntakeTest {

    private final TestLedger ledger = TestLedger.fresh();

    private final CallbackIntake intake = ledger.get(CallbackIntake.class);

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void anEventIsAnObjectWithABatchAndAStatusWhateverElseItHolds() {
        assertThat(read("{\"batch_id\":\"s-1\",\"status\":\"success\",\"video_url\":null,\"x\":[{}]}"))
                .isEqualTo(new WebhookEvent("s-1", "success"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "hello", "null", "[]", "{}", "\"batch_id\"", "{\"batch_id\":\"s-1\"}",
        "{\"status\":\"success\"}", "{\"batch_id\":\"\",\"status\":\"success\"}",
        "{\"batch_id\":\" \",\"status\":\"success\"}", "{\"batch_id\":\"s-1\",\"status\":\"\"}",
        "{\"batch_id\":7,\"status\":\"success\"}", "{\"batch_id\":\"s-1\",\"status\":true}",
        "{\"batch_id\":null,\"status\":null}", "[{\"batch_id\":\"s-1\",\"status\":\"success\"}]",
        "{\"batch_id\":\"s-1\",\"status\":\"success\"", "{\"batch_id\":\"s-1\",\"status\":\"success\"} {}"})
    void whatIsNoEventIsRejected(String body) {
        assertThat(read(body)).isNull();
    }

    @Test
    void aBatchIdLongerThanTheLedgerCanHoldIsRejected() {
        assertThat(read("{\"batch_id\":\"" + "x".repeat(255) + "\",\"status\":\"success\"}")).isNotNull();
        assertThat(read("{\"batch_id\":\"" + "x".repeat(256) + "\",\"status\":\"success\"}")).isNull();
    }

    @Test
    void bytesThatAreNoTextAreRejected() {
        assertThat(intake.read(new byte[] {'{', (byte) 0xc3, (byte) 0x28, '}'})).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "t", "' OR 1=1 --", "tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt"})
    void ofATokenThatIsNobodysNothingIsHeard(String token) {
        ledger.submitting("a");

        assertThat(intake.hear(new WebhookEvent("s-1", "success"), token)).isNull();
        assertThat(intake.hear(null, token)).isNull();
    }

    @Test
    void aTokenLeadsToItsStory() {
        ledger.generating("a", "s-1");

        assertThat(intake.hear(new WebhookEvent("s-1", "success"), TestLedger.tokenOf("a")).claimed())
                .extracting(Story::requestId).isEqualTo("a");
    }

    @Test
    void aTokenIsKnownWhateverIsToldWithIt() {
        ledger.generating("a", "s-1");

        assertThat(intake.hear(null, TestLedger.tokenOf("a"))).isEqualTo(new Heard(null));
        assertThat(intake.hear(new WebhookEvent("s-2", "success"), TestLedger.tokenOf("a"))).isEqualTo(new Heard(null));
    }

    private WebhookEvent read(String body) {
        return intake.read(body == null ? null : body.getBytes(StandardCharsets.UTF_8));
    }
}
