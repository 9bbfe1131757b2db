package io.storyreel.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    private final StrictJson json = new StrictJson();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ``                       | the document is empty
        `  `                     | the document is empty
        7                        | the document is a single value
        "a"                      | the document is a single value
        {                        | not JSON: line 1, column 2
        {"a":1,}                 | not JSON: line 1, column 8
        {"a":01}                 | not JSON: line 1, column 7
        {"a":+1}                 | not JSON: line 1, column 7
        {"a":.5}                 | not JSON: line 1, column 6
        {"a":1.}                 | not JSON: line 1, column 7
        {'a':1}                  | not JSON: line 1, column 2
        {a:1}                    | not JSON: line 1, column 2
        {"a":NaN}                | not JSON: line 1, column
        {"a":Infinity}           | not JSON: line 1, column
        {"a":-Infinity}          | not JSON: line 1, column
        {"a":1}//                | not JSON: line 1, column 8
        {"a":"\\x"}              | not JSON: line 1, column
        {"a":"\t"}               | not JSON: line 1, column
        {"a":True}               | not JSON: line 1, column
        {"a":1}{}                | line 1, column 8: something follows the end of the document
        [] 1                     | line 1, column 4: something follows the end of the document
        {}]                      | not JSON: line 1, column 3
        {"a":1,"a":2}            | /a: line 1, column 8: this name stands twice
        {"a":1,"\\u0061":2}      | /a: line 1, column 8: this name stands twice
        [{},{"b":{"c":1,"c":1}}] | /1/b/c: line 1, column 17: this name stands twice
        {"a":"\\ud800"}          | /a: line 1, column 6: a lone surrogate
        {"a":["\\udc00x"]}       | /a/0: line 1, column 7: a lone surrogate
        {"a":"\\udc00\\ud800"}   | /a: line 1, column 6: a lone surrogate
        {"\\ud800":1}            | /\\ud800: line 1, column 2: a lone surrogate
        {"a":1e400}              | /a: line 1, column 6: 1e400 is beyond the range
        {"a":-1e99999999999}     | /a: line 1, column 6: -1e99999999999 is beyond the range
        {"a":0.1e-400}           | /a: line 1, column 6: 0.1e-400 is beyond the range
        """)
    void whatIsNotStrictJsonIsRefusedWithItsPlace(String document, String problem) {
        assertThatThrownBy(() -> json.read(document.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidRequest.class).hasMessageStartingWith(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "7b22ff223a317d, the byte at position 2",           // never a byte of UTF-8
        "efbbbf7b22c0af223a317d, the byte at position 5",   // overlong
        "7b22eda080223a317d, the byte at position 2",       // a surrogate written as UTF-8
        "7b2261223a22c3227d, the byte at position 6",       // cut off in the middle
        "7b7dc3, the byte at position 2",                   // cut off at the end
        "fffe7b007d00, the byte at position 0",             // UTF-16
    })
    void bytesThatAreNotUtf8AreRefusedWithTheirPosition(String hex, String place) {
        assertThatThrownBy(() -> json.read(HexFormat.of().parseHex(hex)))
                .isInstanceOf(InvalidRequest.class).hasMessageStartingWith("not UTF-8: line 1, column ")
                .hasMessageContaining(place)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("0x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", " \r\n\t[ {} , null ] ", "\ufeff{\"a\":true}", "{\"\":{\"\":0}}",
        "{\"a\":\"\\ud83d\\ude00 \\u0000 \\/ é\"}", "{\"a\":-0,\"b\":1e308,\"c\":0e-999999,\"d\":5e-324}",
        "[{\"a\":1},{\"a\":1}]"})
    void whatIsStrictJsonIsRead(String document) throws Exception {
        assertThat(json.read(document.getBytes(StandardCharsets.UTF_8)).isContainerNode()).isTrue();
    }

    @Test
    void sixtyFourLevelsAreReadAndOneMoreIsNot() throws Exception {
        assertThat(json.read(nested(64))).isNotNull();
        assertThatThrownBy(() -> json.read(nested(65))).hasMessage("line 1, column 65: nested deeper than 64 levels");
        assertThatThrownBy(() -> json.read(nested(500_000))).hasMessageContaining("nested deeper than 64 levels");
    }

    @Test
    void numbersStayAsTheyAreWritten() throws Exception {
        String document =
                "{\"a\":12345678901234567890123,\"b\":0.1000000000000000055,\"c\":5.0,\"d\":9007199254740993}";

        assertThat(json.read(document.getBytes(StandardCharsets.UTF_8))).hasToString(document);
    }

    @ParameterizedTest
    @ValueSource(strings = {"root:SECRET:0:0", "{\"a\":SECRET}", "{SECRET:1}", "{\"a\":1SECRET}", "[1] SECRET",
        "{\"a\" SECRET}", "{\"SECRET\":1,\"SECRET\":2} x", "{\"a\":\"\\ud800SECRET\",b}", "{\"SECRET\":\"\t\"}",
        "{\"SECRET\":\"\\x\"}", "{\"SECRET\":1,\"SECRET\":2,", "{\"SECRET\":1e999,}", "{\"a\":\"SECRET", "[SECRET",
        "[\"SECRET\"}", "{\"SECRET\":+1}", "{\"SECRET\":NaN}", "{\"SECRET\":expected SECRET}", "SECRET"})
    void ofWhatIsNotJsonNothingIsQuoted(String document) {
        for (String secret : List.of("hunter2hunter2", "x".repeat(5_000))) {
            assertThatThrownBy(() -> json.read(document.replace("SECRET", secret).getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(InvalidRequest.class)
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter", "xx").contains("expected"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"SECRET\":1,\"SECRET\":1}", "{\"a\":\"\\ud800SECRET\"}", "{\"a\":1e999SECRET}"})
    void ofWhatIsJsonNoMoreThanNamesAndALittleOfAValueIsQuoted(String document) {
        String longer = document.replace("SECRET", "9".repeat(900));

        assertThatThrownBy(() -> json.read(longer.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidRequest.class)
                .satisfies(e -> assertThat(e.getMessage().replaceAll("[^9]", "").length()).isLessThan(170));
    }

    @Test
    void twoHundredThousandValuesAreReadAndOneMoreIsNot() throws Exception {
        assertThat(json.read(arrays(199_999))).hasSize(199_999);
        assertThatThrownBy(() -> json.read(arrays(200_000)))
                .hasMessageContaining("more than 200000 JSON nodes").hasMessageContaining("split it into several");
    }

    @Test
    void anErrorStaysOnOneLine() {
        assertThatThrownBy(() -> json.read("{\"a\nb\":1}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidRequest.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "Source"));
        assertThatThrownBy(() -> json.read("{\"a\":NaN}".getBytes(StandardCharsets.UTF_8)))
                .hasMessageEndingWith("expected a JSON value, and NaN and Infinity are none");
        assertThatThrownBy(() -> json.read("{\"a\":[\n1".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("(start marker at line: 1, column: 6)");
    }

    private static byte[] arrays(int many) {
        return ("[" + "[],".repeat(many - 1) + "[]]").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] nested(int levels) {
        return ("[".repeat(levels) + "]".repeat(levels)).getBytes(StandardCharsets.UTF_8);
    }
}
