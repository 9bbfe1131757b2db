package io.storyreel.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.sandbox.simulator.call.FormShape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that some server somewhere refuses, sent to the simulator. */
class FormShapeTest {

    private static final String FORM = "multipart/form-data; boundary=b";

    private static final String IDEA = "--b\r\nContent-Disposition: form-data; name=\"idea\"\r\n\r\nan idea\r\n";

    private static StoryApiSimulator api;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() {
        api = StoryApiSimulator.start(SimulatorOptions.quick());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void aFormToTheLetterIsTaken() throws Exception {
        String file = "--b\r\nContent-Disposition: form-data; name=\"image_files\"; filename=\"日本 \\\"x\\\".png\"\r\n"
                + "Content-Type: image/png\r\n\r\n\r\n--c\r\n\r\n";

        for (String type : new String[] {FORM, "multipart/form-data; boundary=\"b\""}) {
            HttpResponse<String> answer = post("/story/images-2-video", type, IDEA + file + "--b--\r\n");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @Test
    void aCallWithoutFieldsIsAnEmptyBody() throws Exception {
        String id = ApiCaller.id(post("/story", FORM, IDEA + "--b--\r\n"));

        assertThat(post("/story/" + id + "/elements", null, "").statusCode()).isEqualTo(200);
        assertThat(post("/story/" + id + "/concat", null, "").statusCode()).isEqualTo(200);
        for (String call : new String[] {"/elements", "/scenes", "/videos", "/concat"}) {
            assertThatItIsRefused(post("/story/" + id + call, FORM, "--b--\r\n"), "", "without a part");
            assertThatItIsRefused(post("/story/" + id + call, FORM, ""), "", "without a part");
            assertThatItIsRefused(post("/story/" + id + call, "multipart/mixed; boundary=b", "--b--\r\n"),
                    "content-type", "no form");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "UTF-8", "utf8"})
    void aCharsetIsRefusedWhichever(String charset) throws Exception {
        assertThatItIsRefused(post("/story/idea-2-video", FORM + "; charset=" + charset, IDEA + "--b--\r\n"),
                "content-type", "charset");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, value = {
        "Content-Disposition: form-data; name=\"image_files\"; filename*=UTF-8''a.png|x|image_files|filename*",
        "Content-Disposition: form-data; name=\"image_files\"; filename=\"\"|x|image_files|without a name",
        "Content-Disposition: form-data; name=\"image_files\"; filename=\"a.png\"|''|image_files|empty",
        "Content-Disposition: form-data; name=\"title\"|''|title|empty",
        "Content-Disposition: form-data|x|''|without a name",
        "Content-Type: text/plain|x|''|without a name",
        "Content-Disposition: form-data; name=\"title\"~Content-Type: text/plain; charset=latin1|x|title|only UTF-8",
    })
    void aPartThatSomeServerRefusesIsRefused(String head, String body, String field, String words) throws Exception {
        assertThatItIsRefused(post("/story/idea-2-video", FORM, IDEA + "--b\r\n" + head.replace("~", "\r\n")
                + "\r\n\r\n" + body + "\r\n--b--\r\n"), field, words);
    }

    @Test
    void aFormThatBreaksOffIsRefused() throws Exception {
        long before = api.paidCalls("an idea");

        assertThatItIsRefused(post("/story/idea-2-video", FORM, IDEA), "", "closing boundary");
        assertThatItIsRefused(post("/story/idea-2-video", "multipart/form-data", IDEA + "--b--\r\n"), "content-type",
                "boundary");

        assertThat(api.paidCalls("an idea")).isEqualTo(before);
    }

    @Test
    void aLargePartIsCountedInWhateverPiecesItComes() {
        FormShape shape = new FormShape(FORM);
        byte[] form = (IDEA + "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n" + "\r\n--".repeat(1000)
                + "\r\n--b--\r\n").getBytes(StandardCharsets.ISO_8859_1);
        for (byte one : form) {
            shape.read(new byte[] {one});
        }

        assertThat(shape.problems()).isEmpty();
    }

    private static void assertThatItIsRefused(HttpResponse<String> answer, String field, String words)
            throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        JsonNode detail = new ObjectMapper().readTree(answer.body()).path("detail");
        assertThat(detail).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.path("loc").isArray()).isTrue();
            assertThat(problem.path("type").asText()).isNotEmpty();
        });
        assertThat(detail).anySatisfy(problem -> {
            assertThat(problem.at("/loc/1").asText()).isEqualTo(field);
            assertThat(problem.path("msg").asText()).contains(words);
        });
    }

    private HttpResponse<String> post(String path, String type, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api.baseUrl() + path))
                .header("X-Api-Key", api.apiKey()).POST(BodyPublishers.ofString(body));
        return client.send((type == null ? request : request.header("Content-Type", type)).build(),
                BodyHandlers.ofString());
    }
}
