package io.storyreel.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.storyreel.CapturedLog;
import io.storyreel.TestBeans;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.ledger.MovableClock;
import io.storyreel.ledger.TestLedger;
import io.storyreel.service.dialect.FormDialect;
import io.storyreel.service.dialect.OutgoingCall;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiAnswersTest {

    private static final OutgoingCall CALL = new FormDialect().looking("s-1");

    private final ApiAnswers answers = new TestBeans(TestSettings.with(),
            new MovableClock(TestLedger.START)).get(ApiAnswers.class);

    private ApiAnswer read(int status, String retryAfter, String body) {
        return answers.read(CALL, status, retryAfter, null,
                body == null ? null : body.getBytes(StandardCharsets.UTF_8));
    }

    private ApiAnswer read(String body) {
        return read(200, null, body);
    }

    @Test
    void aYesWithAStoryShowsIt() {
        ApiAnswer answer = read(200, null, "{\"data\":{\"id\":\"s-1\"}}");

        assertThat(answer.hasStory()).isTrue();
        assertThat(answer.storyId()).isEqualTo("s-1");
    }

    @Test
    void aStoryInARefusalCountsForNothing() {
        assertThat(read(500, null, "{\"data\":{\"id\":\"s-1\"}}").hasStory()).isFalse();
        assertThat(read(302, null, "{\"data\":{\"id\":\"s-1\"}}").hasStory()).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "<html><body>502 Bad Gateway</body></html>", "\u0000\u0001"})
    void aBodyThatIsNoJsonIsNoStoryAndNoFault(String body) {
        assertThat(read(200, null, body).hasStory()).isFalse();
        assertThat(read(502, null, body).error(Stage.SUBMIT, false).code())
                .isEqualTo(ErrorCode.API_UNAVAILABLE);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "7,7", " 120 ,120", "'Mon, 02 Mar 2026 00:01:00 GMT',61", "'Sun, 01 Mar 2026 00:00:00 GMT',0"})
    void retryAfterIsReadAsSecondsOrADate(String header, long seconds) {
        assertThat(read(429, header, "").retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "soon", "-1", "1.5", "99999999999", "2026-03-02T00:00:00Z", "٣"})
    void whatCannotBeReadAsRetryAfterCountsAsNotSaid(String header) {
        assertThat(read(429, header, "").retryAfter()).isNull();
    }

    @Test
    void ourKeyIsMaskedWhereTheServiceEchoesIt() {
        ApiAnswer answer = read(401, null, "bad key the-api-key, I said the-api-key");

        assertThat(answer.text()).isEqualTo("bad key ***, I said ***");
        assertThat(answer.error(Stage.SUBMIT, false).message()).doesNotContain(TestSettings.API_KEY);
    }

    @Test
    void ourKeyIsMaskedEvenWhereTheCutWouldSplitIt() {
        String text = "x".repeat(4 * 1024 - 5) + TestSettings.API_KEY;

        assertThat(read(401, null, text).text()).doesNotContain("the-a");
    }

    @Test
    void theServicesWordsAreOneLineOfAtMostFourKib() {
        ApiAnswer answer = read(400, null, "first\r\n\tsecond" + "x".repeat(100_000));

        assertThat(answer.text()).startsWith("first second").hasSizeLessThanOrEqualTo(4 * 1024);
    }

    @ParameterizedTest
    @CsvSource({"400,API_BAD_REQUEST", "401,API_UNAUTHORIZED", "403,API_UNAUTHORIZED", "402,INSUFFICIENT_CREDIT",
        "405,API_BAD_REQUEST", "422,API_VALIDATION", "429,API_UNAVAILABLE", "302,API_UNAVAILABLE",
        "408,API_UNAVAILABLE", "425,API_UNAVAILABLE", "499,API_UNAVAILABLE",
        "500,API_UNAVAILABLE", "503,API_UNAVAILABLE"})
    void aStatusIsAnErrorsCode(int status, ErrorCode code) {
        assertThat(read(status, null, "").error(Stage.SUBMIT, false).code()).isEqualTo(code);
        assertThat(read(status, null, "").error(Stage.SUBMIT, false).httpStatus()).isEqualTo(status);
    }

    @Test
    void aNotFoundMeansTheStoryOnlyWhereTheCallNamedOne() {
        assertThat(read(404, null, "").error(Stage.TRACK, true).code()).isEqualTo(ErrorCode.STORY_NOT_FOUND);
        assertThat(read(404, null, "").error(Stage.SUBMIT, false).code())
                .isEqualTo(ErrorCode.API_BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\":{\"id\":null}}", "{\"data\":{\"id\":true}}", "{\"data\":{\"id\":{}}}",
        "{\"data\":{\"id\":[\"s-1\"]}}", "{\"data\":{\"id\":1.5}}", "{\"data\":{\"id\":\"\"}}",
        "{\"data\":{\"id\":\" \\t\"}}",
        "{\"data\":{}}", "{\"data\":true}", "{}", "true", "[]", "null", "NaN", "{\"data\":{\"id\":\"s\\u0000\"}}"})
    void whatHasNoIdThatCanBeAskedAfterIsNoStory(String body) {
        assertThat(read(body).hasStory()).isFalse();
    }

    @Test
    void anIdIsAStringOrAWholeNumberOfAtMost255CharactersWithoutTheBlanksAroundIt() {
        assertThat(read("{\"data\":{\"id\":\" s-1\\n\"}}").storyId()).isEqualTo("s-1");
        assertThat(read("{\"data\":{\"id\":42}}").storyId()).isEqualTo("42");
        assertThat(read("{\"data\":{\"id\":\"" + "x".repeat(255) + "\"}}").storyId()).hasSize(255);
        assertThat(read("{\"data\":{\"id\":\"" + "x".repeat(256) + "\"}}").hasStory()).isFalse();
        assertThat(read("{\"data\":{\"id\":" + "9".repeat(256) + "}}").hasStory()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"100|100", "\"100\"|100", "\" 12.5 \"|12.5", "0|0", "1.23456|1.2346",
        "99999999999999|99999999999999", "0e999999999|0", "1e-400000|0"})
    void whatItHasCostIsReadAsANumberOrAsText(String said, BigDecimal credits) {
        assertThat(read("{\"data\":{\"id\":\"s-1\",\"used_credits\":" + said + "}}").credits())
                .isEqualByComparingTo(credits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e30", "-1", "NaN", "Infinity", "-Infinity", "\"NaN\"", "\"many\"", "\"\"", "null", "true",
        "{}", "[1]", "1e400", "\"1e999999999\"", "99999999999999.5",
        "123456789012345678901234567890123456789012345"})
    void anAmountThatCannotBeIsNoAmountAndLosesNoStory(String said) {
        ApiAnswer answer = read("{\"data\":{\"id\":\"s-1\",\"used_credits\":" + said + "}}");

        assertThat(answer.storyId()).isEqualTo("s-1");
        assertThat(answer.credits()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"no cats today\"|no cats today", "{\"code\":7}|{\"code\":7}",
        "[\"no\",1]|[\"no\",1]",
        "null|''", "{}|''", "7|7", "\"a\\r\\n\\u001b[1mb\"|a [1mb"})
    void theServicesReasonIsReadWhateverJsonItIs(String said, String message) {
        assertThat(read("{\"data\":{\"id\":\"s-1\",\"message\":" + said + "}}").told().message()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({"success,SUCCESS", "SUCCESS,SUCCESS", "completed,SUCCESS", "Succeeded,SUCCESS", "done,SUCCESS",
        "' Complete ',SUCCESS", "fail,FAIL", "FAIL,FAIL", "failed,FAIL", "error,FAIL", "Cancelled,FAIL",
        "canceled,FAIL", "processing,PROCESSING", "In Progress,PROCESSING", "in-progress,PROCESSING", "new,NEW",
        "NEW,NEW", "'',UNTOLD", "published,UNKNOWN"})
    void aStatusIsKnownByItsSynonymsInAnyCase(String word, StoryStatus status) {
        assertThat(read("{\"data\":{\"id\":\"s-1\",\"status\":\"" + word + "\"}}").told().status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "[]"})
    void aStatusThatIsNoWordSaysNothing(String said) {
        assertThat(read("{\"data\":{\"id\":\"s-1\",\"status\":" + said + "}}").told().status())
                .isEqualTo(StoryStatus.UNTOLD);
    }

    @Test
    void anUnknownStatusAndAnImpossibleAmountAreToldOnceTheAmountWithItsStory() {
        try (CapturedLog log = new CapturedLog("storyreel.service")) {
            for (String word : List.of("published", "Published", "archived", "published")) {
                read("{\"data\":{\"id\":\"s-1\",\"status\":\"" + word + "\"}}");
            }
            for (String id : List.of("s-2", "s-2", "s-3")) {
                read("{\"data\":{\"id\":\"" + id + "\",\"used_credits\":1e30}}");
            }

            assertThat(log.lines()).hasSize(3);
            assertThat(log.lines().get(0)).contains("'published'");
            assertThat(log.lines().get(1)).contains("'archived'");
            assertThat(log.lines().get(2)).contains("s-2", "1.0E30");
        }
    }

    @Test
    void aByteOrderMarkANanOrARawControlCharacterLosesNoStory() {
        assertThat(read("\uFEFF{\"data\":{\"id\":\"s-1\"}}").storyId()).isEqualTo("s-1");
        assertThat(read("{\"data\":{\"id\":\"s-1\",\"score\":NaN,\"other\":-Infinity}}").storyId()).isEqualTo("s-1");
        assertThat(read("{\"data\":{\"id\":\"s-1\",\"title\":\"a\u0001\tb\n\"}}").storyId()).isEqualTo("s-1");
        assertThat(answers.read(CALL, 200, null, null,
                "\uFEFF{\"data\":{\"id\":\"s-1\"}}".getBytes(StandardCharsets.UTF_16BE)).storyId()).isEqualTo("s-1");
        assertThat(answers.read(CALL, 200, null, null, new byte[] {'{', '"', 'd', 'a', 't', 'a', '"', ':', '{', '"',
            'i', 'd', '"', ':', '7', ',', '"', 't', '"', ':', '"', (byte) 0xE9, '"', '}', '}'}).storyId())
            .isEqualTo("7");
    }

    @Test
    void aStoryThatWasAskedForNeedNotNameItselfOnceMore() {
        assertThat(shown("{\"data\":{\"status\":\"success\",\"video_url\":\"https://v\"}}").storyId())
                .isEqualTo("asked");
        assertThat(shown("{\"data\":{\"id\":null,\"status\":\"new\"}}").storyId()).isEqualTo("asked");
        assertThat(shown("{\"data\":{\"id\":\"s-1\"}}").storyId()).isEqualTo("s-1");
        assertThat(shown("{\"data\":{}}").hasStory()).isFalse();
        assertThat(shown("{\"data\":{\"id\":true,\"status\":\"new\"}}").hasStory()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void aRedirectTellsWhereItPointsAndWhichSettingToChange(int status) {
        ApiAnswer answer = answers.read(CALL, status, null,
                "https://me:pw@api.example.com/v2/story?token=t", new byte[0]);

        String message = answer.error(Stage.SUBMIT, false).message();
        assertThat(message).contains(String.valueOf(status), "https://api.example.com/v2/story",
                "storyreel.api.base-url").doesNotContain("token", "pw");
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 304, 307, 308})
    void aRedirectThatPointsNowhereTellsTheSettingToo(int status) {
        assertThat(read(status, null, "").error(Stage.SUBMIT, false).message()).contains("storyreel.api.base-url");
        assertThat(read(status, null, "gone\r\naway").text()).contains("storyreel.api.base-url").endsWith("gone away");
    }

    private ApiAnswer shown(String body) {
        return answers.readShown(CALL, 200, null, null, "asked", body.getBytes(StandardCharsets.UTF_8));
    }
}
