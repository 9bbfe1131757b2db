package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are not taken up: put aside, explained, never paid for. */
class RejectedFilesIT {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @RegisterExtension
    static final House HOUSE = HousePlan.usual().with("storyreel.inbox.max-size", "100K").house();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"idea":"a","scene_count":0}                              | /scene_count | 0    | at least 1
        {"image_urls":["https://e.com/a"],"duration":15}          | /duration    | 15   | from 1 to 10
        {"image_urls":["https://e.com/a"],"duration":"5"}         | /duration    | "5"  | from 1 to 10
        {"image_urls":["https://e.com/a"],"loop":7}               | /loop        | 7    | from 1 to 6
        {"idea":"a","aspect_ratio":"2:1"}                         | /aspect_ratio | "2:1" | 16:9, 4:3, 1:1, 3:4, 9:16
        {"image_urls":["https://e.com/a"],"narrator":"Bob"}       | /narrator    | "Bob" | Rachel
        {"idea":"a","ideaa":"b"}                                  | /ideaa       | unknown | "idea"
        {"idea":null}                                             | /idea        | null | text
        {"idea":"  "}                                             | /idea        | "  " | give an idea, or images
        {"idea":"a","request_id":".a"}                            | /request_id  | ".a" | 1 to 128
        {"idea":"a","image_files":["../a.png"]}                   | /image_files/0 | "../a.png" | folder
        {"idea":"a","image_files":["/a.png"]}                     | /image_files/0 | "/a.png" | relative
        {"idea":"a","image_files":["missing.png"]}                | /image_files/0 | "missing.png" | there
        {"idea":"a","image_urls":["http://e.com/a"]}              | /image_urls/0 | "http://e.com/a" | https
        {"idea":"a","output":{"key":"../a.mp4"}}                  | /output/key  | "../a.mp4" | ..
        {"idea":"a","image_tool":"x"}                             | /image_tool  | dialect | form
        {"idea":"a","idea":"b"}                                   | idea         | twice | line 1
        {"idea":"a"} {}                                           | line 1       | column 14 | follows the end
        {"idea":NaN}                                              | line 1       | column | JSON
        {"idea":"\\ud800"}                                        | surrogate    | ud800 | idea
        []                                                        | list         | empty | at least one
        "idea"                                                    | object       | single value | array
        """)
    void aBadFileIsPutAsideWithAllThatIsWrong(String document, String field, String value, String bound)
            throws Exception {
        String name = "bad-" + NUMBER.incrementAndGet() + ".json";
        long calls = HOUSE.service().calls().size();
        HOUSE.drop(name, document.getBytes(StandardCharsets.UTF_8));

        JsonNode error = HOUSE.rejected(name).path("error");

        assertThat(error.path("message").asText()).contains(field, value, bound);
        assertThat(error.path("code").asText()).isEqualTo("INVALID_REQUEST");
        assertThat(error.path("stage").asText()).isEqualTo("intake");
        assertThat(rejectedFile(name)).hasContent(document);
        assertThat(HOUSE.inbox().resolve(name)).doesNotExist();
        assertThat(HOUSE.service().calls()).hasSize((int) calls);
    }

    @Test
    void aFileOverTheLimitIsNotRead() throws Exception {
        HOUSE.drop("long.json", ("{\"idea\":\"" + "a".repeat(100 * 1024) + "\"}").getBytes());

        assertThat(HOUSE.rejected("long.json").path("error").path("message").asText())
                .contains("102411", "102400", "storyreel.inbox.max-size");
    }

    @Test
    void aLinkOutOfTheInboxIsNoImage() throws Exception {
        Path secret = Files.writeString(HOUSE.product().directory().resolve("secret.png"), "not yours");
        Files.createSymbolicLink(HOUSE.inbox().resolve("link.png"), secret);
        HOUSE.drop("linking.json", "{\"image_files\":[\"link.png\"]}".getBytes());

        assertThat(HOUSE.rejected("linking.json").path("error").path("message").asText())
                .contains("/image_files/0", "link.png");
    }

    @Test
    void oneBadItemRejectsItsWholeBatch() throws Exception {
        Request good = Request.of("good-item");
        HOUSE.drop("batch.json", ("[" + good.json() + ",{\"idea\":\"b\",\"scene_count\":0},{\"idea\":7}]").getBytes());

        assertThat(HOUSE.rejected("batch.json").path("error").path("message").asText())
                .contains("/1/scene_count", "/2/idea");
        assertThat(HOUSE.product().story(good.id())).isEmpty();
        assertThat(HOUSE.submissions(good)).isEmpty();
    }

    @Test
    void aGoodBatchIsDeliveredItemByItem() throws Exception {
        Request one = Request.of("item-one");
        Request two = Request.of("item-two");
        HOUSE.drop("good-batch.json", ("[" + one.json() + "," + two.json() + "]").getBytes());

        HOUSE.delivered(one);
        HOUSE.delivered(two);
    }

    @Test
    void aRepeatedRequestIsPaidForOnceAndItsResultStays() throws Exception {
        Request request = Request.of("repeated");
        HOUSE.drop(request);
        HOUSE.delivered(request);
        byte[] result = Files.readAllBytes(HOUSE.outbox().resolve(request.fileName()));

        // Another order and other blanks are the same content.
        HOUSE.drop("again.json", ("{ \"idea\": \"" + request.idea() + "\", \"request_id\": \"repeated\" }").getBytes());
        HOUSE.accepted("again.json");

        assertThat(HOUSE.outbox().resolve(request.fileName())).hasBinaryContent(result);
        assertThat(HOUSE.submissions(request)).hasSize(1);
        assertThat(HOUSE.payments(request)).isEqualTo(1);
    }

    @Test
    void aRepeatedRequestGetsTheResultThatIsMissing() throws Exception {
        Request request = Request.of("asked-again");
        HOUSE.drop(request);
        JsonNode first = HOUSE.delivered(request);
        Files.delete(HOUSE.outbox().resolve(request.fileName()));

        HOUSE.drop(request);

        JsonNode duplicate = HOUSE.result(request, "duplicate");
        assertThat(duplicate.path("story_id")).isEqualTo(first.path("story_id"));
        assertThat(duplicate.path("video")).isEqualTo(first.path("video"));
        assertThat(HOUSE.accepted("asked-again-1.json")).hasBinaryContent(request.bytes());
        assertThat(HOUSE.payments(request)).isEqualTo(1);
    }

    @Test
    void otherContentUnderATakenIdIsAConflict() throws Exception {
        Request request = Request.of("contested");
        HOUSE.drop(request);
        HOUSE.delivered(request);
        byte[] result = Files.readAllBytes(HOUSE.outbox().resolve(request.fileName()));
        Request other = request.with("title", "Another");

        HOUSE.drop(other);

        JsonNode rejection = HOUSE.rejected(request.fileName());
        assertThat(rejection.path("error").path("code").asText()).isEqualTo("REQUEST_ID_CONFLICT");
        assertThat(rejection.path("request_id").asText()).isEqualTo("contested");
        assertThat(rejectedFile(request.fileName())).hasBinaryContent(other.bytes());
        assertThat(HOUSE.outbox().resolve(request.fileName())).hasBinaryContent(result);
        assertThat(HOUSE.payments(request)).isEqualTo(1);
    }

    @Test
    void aNameThatIsTakenGetsANumber() throws Exception {
        HOUSE.drop("same.json", "{\"idea\":1}".getBytes());
        HOUSE.rejected("same.json");

        HOUSE.drop("same.json", "{\"idea\":2}".getBytes());

        assertThat(HOUSE.rejected("same-1.json").path("error").path("message").asText()).contains("/idea: 2");
        assertThat(rejectedFile("same.json")).hasContent("{\"idea\":1}");
    }

    private static Path rejectedFile(String name) {
        return HOUSE.inbox().resolve(".rejected").resolve(name);
    }
}
