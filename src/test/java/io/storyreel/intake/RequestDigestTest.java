package io.storyreel.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestDigestTest {

    private static final ImageSource NAMES_AS_BYTES =
            name -> new ByteArrayInputStream(name.getBytes(StandardCharsets.UTF_8));

    @Test
    void theDerivedIdIsTheHashOfTheCanonicalFormAsRfc8785HasIt() throws Exception {
        // The number and string samples of RFC 8785, sections 3.2.2 and 3.2.3, with the result the RFC gives.
        RequestDigest digest = digest("""
                {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                 "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                 "literals": [null, true, false]}""");

        assertThat(digest.derivedId()).isEqualTo("sha256-" + sha256("{\"literals\":[null,true,false],"
                + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}").substring(0, 32));
    }

    @Test
    void namesAreSortedByUtf16UnitsAsTheRfcAsks() throws Exception {
        assertThat(digest("{\"\\ufb33\":1,\"\\ud83d\\ude00\":2,\"\\u20ac\":3,\"\\r\":4}").content())
                .isEqualTo(sha256("{\"\\r\":4,\"€\":3,\"\ud83d\ude00\":2,\"\ufb33\":1}"));
    }

    @Test
    void theBytesOfTheImagesFollowInTheOrderListed() throws Exception {
        RequestDigest digest = digest("{\"image_files\":[\"two\",\"one\"],\"idea\":\"x\"}");

        assertThat(digest.content()).isEqualTo(sha256("{\"idea\":\"x\",\"image_files\":[\"two\",\"one\"]}twoone"));
        assertThat(digest.derivedId()).isEqualTo("sha256-" + digest.content().substring(0, 32));
    }

    @Test
    void theContentDoesNotDependOnTheUsersIdAndTheRequestKeepsIt() throws Exception {
        RequestItem named = item("{\"request_id\":\"mine\",\"idea\":\"x\"}");

        assertThat(RequestDigest.of(named, NAMES_AS_BYTES)).isEqualTo(digest("{\"idea\":\"x\"}"));
        assertThat(named.request().path("request_id").asText()).isEqualTo("mine");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"a":1,"b":2}             | { "b" : 2 , "a" : 1.0 }
        {"a":100}                 | {"a":1e2}
        {"a":"/é"}                | {"a":"\\/\\u00e9"}
        {"a":0.1}                 | {"a":0.10}
        {"a":9007199254740993}    | {"a":9007199254740993.0}
        {"a":-0}                  | {"a":0}
        """)
    void theSameContentWrittenDifferentlyIsTheSame(String one, String other) throws Exception {
        assertThat(digest(one)).isEqualTo(digest(other));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"a":9007199254740993}              | {"a":9007199254740992}
        {"a":9007199254740993}              | {"a":9007199254740994}
        {"a":0.1}                           | {"a":0.1000000000000000001}
        {"a":12345678901234567890,"b":[1]}  | {"a":12345678901234567891,"b":[1]}
        {"a":[9007199254740993,9007199254740992]} | {"a":[9007199254740992,9007199254740993]}
        """)
    void numbersBeyondADoubleAreNeverTakenForEachOther(String one, String other) throws Exception {
        assertThat(digest(one).content()).isNotEqualTo(digest(other).content());
    }

    @Test
    void aLargeImageIsReadInPieces() throws Exception {
        long size = 512L << 20;
        ImageSource endless = name -> new InputStream() {
            private long left = size;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                assertThat(length).isLessThanOrEqualTo(1 << 20);
                int n = (int) Math.min(left, length);
                left -= n;
                return n == 0 ? -1 : n;
            }
        };

        assertThat(RequestDigest.of(item("{\"image_files\":[\"a\"]}"), endless).content()).hasSize(64);
    }

    private static RequestDigest digest(String document) throws Exception {
        return RequestDigest.of(item(document), NAMES_AS_BYTES);
    }

    private static RequestItem item(String document) throws Exception {
        return new RequestItem("", (ObjectNode) new StrictJson().read(document.getBytes(StandardCharsets.UTF_8)));
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
