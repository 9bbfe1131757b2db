package io.storyreel.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.Parts;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.ledger.MovableClock;
import io.storyreel.ledger.TestLedger;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiAnswersTest {

    private final ApiAnswers answers = new Parts(TestSettings.with(), new FormDialect(new ObjectMapper()),
            new MovableClock(TestLedger.START)).get(ApiAnswers.class);

    @Test
    void aYesWithAStoryShowsIt() {
        ApiAnswer answer = answers.read(200, null, "{\"data\":{\"id\":\"s-1\"}}");

        assertThat(answer.hasStory()).isTrue();
        assertThat(answer.storyId()).isEqualTo("s-1");
    }

    @Test
    void aStoryInARefusalCountsForNothing() {
        assertThat(answers.read(500, null, "{\"data\":{\"id\":\"s-1\"}}").hasStory()).isFalse();
        assertThat(answers.read(302, null, "{\"data\":{\"id\":\"s-1\"}}").hasStory()).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "<html><body>502 Bad Gateway</body></html>", "\u0000\u0001"})
    void aBodyThatIsNoJsonIsNoStoryAndNoFault(String body) {
        assertThat(answers.read(200, null, body).hasStory()).isFalse();
        assertThat(answers.read(502, null, body).error(Stage.SUBMIT, false).code())
                .isEqualTo(ErrorCode.API_UNAVAILABLE);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "7,7", " 120 ,120", "'Mon, 02 Mar 2026 00:01:00 GMT',61", "'Sun, 01 Mar 2026 00:00:00 GMT',0"})
    void retryAfterIsReadAsSecondsOrADate(String header, long seconds) {
        assertThat(answers.read(429, header, "").retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "soon", "-1", "1.5", "99999999999", "2026-03-02T00:00:00Z", "٣"})
    void whatCannotBeReadAsRetryAfterCountsAsNotSaid(String header) {
        assertThat(answers.read(429, header, "").retryAfter()).isNull();
    }

    @Test
    void ourKeyIsMaskedWhereTheServiceEchoesIt() {
        ApiAnswer answer = answers.read(401, null, "bad key the-api-key, I said the-api-key");

        assertThat(answer.text()).isEqualTo("bad key ***, I said ***");
        assertThat(answer.error(Stage.SUBMIT, false).message()).doesNotContain(TestSettings.API_KEY);
    }

    @Test
    void ourKeyIsMaskedEvenWhereTheCutWouldSplitIt() {
        String text = "x".repeat(4 * 1024 - 5) + TestSettings.API_KEY;

        assertThat(answers.read(401, null, text).text()).doesNotContain("the-a");
    }

    @Test
    void theServicesWordsAreOneLineOfAtMostFourKib() {
        ApiAnswer answer = answers.read(400, null, "first\r\n\tsecond" + "x".repeat(100_000));

        assertThat(answer.text()).startsWith("first second").hasSizeLessThanOrEqualTo(4 * 1024);
    }

    @ParameterizedTest
    @CsvSource({"400,API_BAD_REQUEST", "401,API_UNAUTHORIZED", "403,API_UNAUTHORIZED", "402,INSUFFICIENT_CREDIT",
        "405,API_BAD_REQUEST", "422,API_VALIDATION", "429,API_UNAVAILABLE", "302,API_UNAVAILABLE",
        "500,API_UNAVAILABLE", "503,API_UNAVAILABLE"})
    void aStatusIsAnErrorsCode(int status, ErrorCode code) {
        assertThat(answers.read(status, null, "").error(Stage.SUBMIT, false).code()).isEqualTo(code);
        assertThat(answers.read(status, null, "").error(Stage.SUBMIT, false).httpStatus()).isEqualTo(status);
    }

    @Test
    void aNotFoundMeansTheStoryOnlyWhereTheCallNamedOne() {
        assertThat(answers.read(404, null, "").error(Stage.TRACK, true).code()).isEqualTo(ErrorCode.STORY_NOT_FOUND);
        assertThat(answers.read(404, null, "").error(Stage.SUBMIT, false).code())
                .isEqualTo(ErrorCode.API_BAD_REQUEST);
    }
}
