package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are not taken up: put aside, explained, never paid for. */
class RejectedFilesIT {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @RegisterExtension
    static final AppFixture APP = AppPlan.everyday().shared();

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
        int calls = APP.service().calls("POST", "/").size();
        APP.drop(name, document.getBytes(StandardCharsets.UTF_8));

        JsonNode error = APP.rejected(name).path("error");

        assertThat(error.path("message").asText()).contains(field, value, bound);
        assertThat(error.path("code").asText()).isEqualTo("INVALID_REQUEST");
        assertThat(error.path("stage").asText()).isEqualTo("intake");
        assertThat(rejectedFile(name)).hasContent(document);
        assertThat(APP.inbox().resolve(name)).doesNotExist();
        assertThat(APP.service().calls("POST", "/")).hasSize(calls);
    }

    @Test
    void aFileOverTheLimitIsNotRead() throws Exception {
        APP.drop("long.json", ("{\"idea\":\"" + "a".repeat(100 * 1024) + "\"}").getBytes());

        assertThat(APP.rejected("long.json").path("error").path("message").asText())
                .contains("102411", "102400", "storyreel.inbox.max-size");
    }

    @Test
    void aLinkOutOfTheInboxIsNoImage() throws Exception {
        Path secret = Files.writeString(APP.product().directory().resolve("secret.png"), "not yours");
        Files.createSymbolicLink(APP.inbox().resolve("link.png"), secret);
        APP.drop("linking.json", "{\"image_files\":[\"link.png\"]}".getBytes());

        assertThat(APP.rejected("linking.json").path("error").path("message").asText())
                .contains("/image_files/0", "link.png");
    }

    @Test
    void oneBadItemRejectsItsWholeBatch() throws Exception {
        Request good = Request.of("good-item");
        APP.drop("batch.json", ("[" + good.json() + ",{\"idea\":\"b\",\"scene_count\":0},{\"idea\":7}]").getBytes());

        assertThat(APP.rejected("batch.json").path("error").path("message").asText())
                .contains("/1/scene_count", "/2/idea");
        assertThat(APP.product().story(good.id())).isEmpty();
        assertThat(APP.submissions(good)).isEmpty();
    }

    @Test
    void aGoodBatchIsDeliveredItemByItem() throws Exception {
        Request one = Request.of("item-one");
        Request two = Request.of("item-two");
        APP.drop("good-batch.json", ("[" + one.json() + "," + two.json() + "]").getBytes());

        APP.delivered(one);
        APP.delivered(two);
    }

    @Test
    void aRepeatedRequestIsPaidForOnceAndItsResultStays() throws Exception {
        Request request = Request.of("repeated");
        APP.drop(request);
        APP.delivered(request);
        byte[] result = Files.readAllBytes(APP.outbox().resolve(request.fileName()));

        // Another order and other blanks are the same content.
        APP.drop("again.json", ("{ \"idea\": \"" + request.idea() + "\", \"request_id\": \"repeated\" }").getBytes());
        APP.accepted("again.json");

        assertThat(APP.outbox().resolve(request.fileName())).hasBinaryContent(result);
        assertThat(APP.submissions(request)).hasSize(1);
        assertThat(APP.payments(request)).isEqualTo(1);
    }

    @Test
    void aRepeatedRequestGetsTheResultThatIsMissing() throws Exception {
        Request request = Request.of("asked-again");
        APP.drop(request);
        JsonNode first = APP.delivered(request);
        Files.delete(APP.outbox().resolve(request.fileName()));

        APP.drop(request);

        JsonNode duplicate = APP.result(request, "duplicate");
        assertThat(duplicate.path("story_id")).isEqualTo(first.path("story_id"));
        assertThat(duplicate.path("video")).isEqualTo(first.path("video"));
        assertThat(APP.accepted("asked-again-1.json")).hasBinaryContent(request.bytes());
        assertThat(APP.payments(request)).isEqualTo(1);
    }

    @Test
    void otherContentUnderATakenIdIsAConflict() throws Exception {
        Request request = Request.of("contested");
        APP.drop(request);
        APP.delivered(request);
        byte[] result = Files.readAllBytes(APP.outbox().resolve(request.fileName()));
        Request other = request.with("title", "Another");

        APP.drop(other);

        JsonNode rejection = APP.rejected(request.fileName());
        assertThat(rejection.path("error").path("code").asText()).isEqualTo("REQUEST_ID_CONFLICT");
        assertThat(rejection.path("request_id").asText()).isEqualTo("contested");
        assertThat(rejectedFile(request.fileName())).hasBinaryContent(other.bytes());
        assertThat(APP.outbox().resolve(request.fileName())).hasBinaryContent(result);
        assertThat(APP.payments(request)).isEqualTo(1);
    }

    @Test
    void aNameThatIsTakenGetsANumber() throws Exception {
        APP.drop("same.json", "{\"idea\":1}".getBytes());
        APP.rejected("same.json");

        APP.drop("same.json", "{\"idea\":2}".getBytes());

        assertThat(APP.rejected("same-1.json").path("error").path("message").asText()).contains("/idea: 2");
        assertThat(rejectedFile("same.json")).hasContent("{\"idea\":1}");
    }

    private static Path rejectedFile(String name) {
        return APP.inbox().resolve(".rejected").resolve(name);
    }
}
