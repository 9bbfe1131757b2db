package io.storyreel.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.images.ImageLimits;
import io.storyreel.images.ImageSource;
import io.storyreel.images.OpenImage;
import io.storyreel.intake.Intake;
import io.storyreel.story.ImageVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDigestTest {

    private static final ImageSource NAMES_AS_BYTES = name -> Intake.image(name.getBytes(StandardCharsets.UTF_8));

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

        assertThat(digest.derivedId()).isEqualTo("sha256-"
                + sha256("{\"idea\":\"x\",\"image_files\":[\"two\",\"one\"]}twoone").substring(0, 32));
        assertThat(digest.images()).containsExactly(new ImageVersion(3, sha256("two")),
                new ImageVersion(3, sha256("one")));
    }

    @Test
    void theContentIsAnotherWhereAByteOfAnImageIsOrWhereOneEnds() throws Exception {
        RequestItem item = item("{\"image_files\":[\"a\",\"b\"]}");
        Set<String> contents = new HashSet<>();
        for (String[] images : new String[][] {{"one", "two"}, {"onet", "wo"}, {"one", "twp"}, {"two", "one"}}) {
            Map<String, String> named = Map.of("a", images[0], "b", images[1]);
            contents.add(of(item, name -> Intake.image(named.get(name).getBytes(StandardCharsets.UTF_8))).content());
        }

        assertThat(contents).hasSize(4).allMatch(content -> content.length() == 64);
        assertThat(of(item, NAMES_AS_BYTES).content()).isEqualTo(of(item, NAMES_AS_BYTES).content());
    }

    @Test
    void whereTheIdIsTakenByAnotherRequestItsImagesAreNotEvenOpened() throws Exception {
        ImageSource never = name -> {
            throw new AssertionError("opened " + name);
        };
        String taken = digest("{\"image_files\":[\"a\"],\"idea\":\"x\"}").content();
        RequestItem other = item("{\"request_id\":\"r\",\"image_files\":[\"a\"],\"idea\":\"y\"}");

        assertThat(RequestDigest.of(other, reading(never), Optional.of(taken)).content()).hasSize(64)
                .isNotEqualTo(taken);
        assertThat(RequestDigest.of(item("{\"request_id\":\"r\",\"image_files\":[\"a\"],\"idea\":\"x\"}"),
                reading(NAMES_AS_BYTES), Optional.of(taken)).content()).isEqualTo(taken);
    }

    @Test
    void imagesThatAreEmptyOrTooLargeAreRefusedBeforeAByteIsRead() throws Exception {
        Map<String, Long> sizes = Map.of("empty", 0L, "large", 101L, "fits", 100L, "huge", 40L << 30);
        ImageSource unread = name -> new OpenImage(sizes.get(name), new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("read " + name);
            }
        });
        RequestItem item = item("{\"image_files\":[\"empty\",\"large\",\"fits\",\"fits\",\"huge\"]}");

        assertThatThrownBy(() -> RequestDigest.of(item, new ImageReading(unread, new ImageLimits(100, 150)),
                Optional.empty())).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("/image_files/0: \"empty\" is empty")
                .hasMessageContaining("/image_files/1: \"large\" has 101 bytes, over the 100 of"
                + " storyreel.images.max-size")
                .hasMessageContaining("/image_files/3: \"fits\" and the images before it have 200 bytes together, over"
                        + " the 150 of storyreel.images.max-total")
                .hasMessageContaining("/image_files/4: \"huge\" has 42949672960 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "large"})
    void noImageIsReadWhereALaterOneCannotBeUsed(String later) throws Exception {
        Map<String, Long> sizes = Map.of("empty", 0L, "large", 101L, "fits", 100L);
        ImageSource unread = name -> new OpenImage(sizes.get(name), new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("read " + name);
            }
        });

        assertThatThrownBy(() -> RequestDigest.of(item("{\"image_files\":[\"fits\",\"" + later + "\"]}"),
                new ImageReading(unread, new ImageLimits(100, 1_000)), Optional.empty()))
                .isInstanceOf(InvalidRequest.class).hasMessageContaining("/image_files/1: \"" + later + "\"");
    }

    @Test
    void anImageWhoseSizeNobodyToldIsNotReadForEver() throws Exception {
        ImageSource endless = name -> new OpenImage(-1, new InputStream() {
            @Override
            public int read() {
                return 0;
            }
        });

        assertThatThrownBy(() -> RequestDigest.of(item("{\"image_files\":[\"a\"]}"),
                new ImageReading(endless, new ImageLimits(100_000, 150_000)), Optional.empty()))
                .isInstanceOf(InvalidRequest.class).hasMessageContaining("max-size");
    }

    @Test
    void theContentDoesNotDependOnTheUsersIdAndTheRequestKeepsIt() throws Exception {
        RequestItem named = item("{\"request_id\":\"mine\",\"idea\":\"x\"}");

        assertThat(of(named, NAMES_AS_BYTES)).isEqualTo(digest("{\"idea\":\"x\"}"));
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
        ImageSource endless = name -> new OpenImage(size, new InputStream() {
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
        });

        assertThat(RequestDigest.of(item("{\"image_files\":[\"a\"]}"),
                new ImageReading(endless, new ImageLimits(size, size)), Optional.empty()).content()).hasSize(64);
    }

    private static RequestDigest digest(String document) throws Exception {
        return of(item(document), NAMES_AS_BYTES);
    }

    private static RequestDigest of(RequestItem item, ImageSource images) throws Exception {
        return RequestDigest.of(item, reading(images), Optional.empty());
    }

    private static ImageReading reading(ImageSource images) {
        return new ImageReading(images, Intake.LIMITS);
    }

    private static RequestItem item(String document) throws Exception {
        return new RequestItem("", (ObjectNode) new StrictJson().read(document.getBytes(StandardCharsets.UTF_8)));
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
