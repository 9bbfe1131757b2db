package io.storyreel.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.StrictJson;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are made of templates. */
class TemplatesTest {

    @TempDir
    private Path folder;

    private Path templates;

    @BeforeEach
    void writeTemplate() throws Exception {
        templates = Files.createDirectory(folder.resolve("templates"));
        template("promo", """
                {"$schema": "x", "idea": "A film about {{product}}, {{ product }} of {{year}}", "scene_count": 3,
                 "title": "{{product}}", "elements": {"objects": [{"name": "{{product}}", "{{product}}": 1}]}}""");
    }

    @Test
    void eachPlaceOfATextIsFilledAndNamesOfFieldsAreLeft() throws Exception {
        assertThat(expanded("{'template':'promo','values':{'product':'Tea','year':2026}}")).isEqualTo(json(
                "{'idea':'A film about Tea, Tea of 2026','scene_count':3,'title':'Tea',"
                + "'elements':{'objects':[{'name':'Tea','{{product}}':1}]}}"));
    }

    @ParameterizedTest
    @CsvSource({"1E-7, 0.0000001", "1e2, 100", "4.50, 4.50", "-3, -3", "0e-999999999, 0", "0.0, 0.0"})
    void aNumberBecomesTextAsPeopleWriteIt(String number, String text) throws Exception {
        assertThat(expanded("{'template':'promo','values':{'product':" + number + ",'year':1}}").path("title"))
                .isEqualTo(JsonNodeFactory.instance.textNode(text));
    }

    @Test
    void aValueThatLooksLikeAPlaceStaysAsItIs() throws Exception {
        assertThat(expanded("{'template':'promo','values':{'product':'{{year}}','year':'$1 \\\\\\\\'}}").path("idea")
                .textValue()).isEqualTo("A film about {{year}}, {{year}} of $1 \\\\");
    }

    @Test
    void aFieldOfTheRequestsOwnTakesTheTemplatesPlaceWholeAndIsNotFilled() throws Exception {
        JsonNode expanded = expanded("{'template':'promo','values':{'product':'Tea'},'idea':'Only {{product}}',"
                + "'elements':{},'request_id':'a'}");

        assertThat(expanded).isEqualTo(json("{'title':'Tea','scene_count':3,'idea':'Only {{product}}','elements':{},"
                + "'request_id':'a'}"));
    }

    @Test
    void theAddressOfASchemaIsNoContent() throws Exception {
        assertThat(expanded("{'$schema':'a.json','idea':'b'}")).isEqualTo(json("{'idea':'b'}"));
        assertThat(expanded("[{'$schema':'a.json','resume':{},'request_id':'a'}]"))
                .isEqualTo(json("[{'resume':{},'request_id':'a'}]"));
        assertThat(expanded("{'$schema':5}")).as("the schema tells what is wrong").isEqualTo(json("{'$schema':5}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {'template':'promo','values':{'product':'a'}}                       | /values/year     | is missing
        {'template':'promo','values':{'product':'a','year':1,'yaer':2}}     | /values/yaer     | not used
        {'template':'promo','values':{'product':['a'],'year':1}}            | /values/product  | needs to be text
        {'template':'promo','values':{'product':null,'year':1}}             | /values/product  | needs to be text
        {'template':'promo','values':'a'}                                   | /values          | an object
        {'template':5}                                                      | /template        | needs to be text
        {'template':'none'}                                                 | /template        | no template "none"
        {'idea':'a','values':{}}                                            | /values          | without a template
        [{'idea':'a'},{'template':'promo'}]                                 | /1/values/product | is missing
        """)
    void whatDoesNotFitIsNamed(String document, String pointer, String words) {
        assertThatThrownBy(() -> expanded(document)).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining(pointer + ": ").hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/etc/passwd", "..", ".hidden", "a/b", "a\\\\b", "promo.json/../../secret", "",
        "%2e%2e%2fsecret", "promo\\u0000", "sub/promo"})
    void aNameLeadsNowhereElse(String name) throws Exception {
        Files.writeString(folder.resolve("secret.json"), "{\"idea\":\"secret\"}");
        Files.writeString(templates.resolve(".hidden.json"), "{\"idea\":\"secret\"}");
        Files.createDirectory(templates.resolve("sub"));
        Files.writeString(templates.resolve("sub/promo.json"), "{\"idea\":\"secret\"}");

        assertThatThrownBy(() -> expanded("{'template':'" + name + "'}")).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("/template: ").hasMessageNotContaining("idea");
    }

    @Test
    void noLinkIsFollowed() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.json"), "{\"idea\":\"secret\"}");
        Files.createSymbolicLink(templates.resolve("linked.json"), secret);
        Files.createDirectory(templates.resolve("folder.json"));

        assertThatThrownBy(() -> expanded("{'template':'linked'}")).hasMessageContaining("links are not followed");
        assertThatThrownBy(() -> expanded("{'template':'folder'}")).hasMessageContaining("no file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        [{"idea":"a"}]                    | has to be one request object
        {"idea":"a","idea":"b"}           | twice
        {"template":"promo"}              | template has no place in a template
        {"resume":{}}                     | resume has no place in a template
        root:x:0:0                        | not JSON
        """)
    void aTemplateThatCannotBeUsedIsToldWithoutWhatIsInIt(String content, String words) throws Exception {
        template("odd", content);

        assertThatThrownBy(() -> expanded("{'template':'odd'}")).isInstanceOf(InvalidRequest.class)
                .hasMessageStartingWith("/template: the template \"odd\" can't be used: ").hasMessageContaining(words)
                .hasMessageNotContaining("root");
    }

    @Test
    void aShortDocumentDoesNotGrowBeyondAllMeasure() throws Exception {
        template("many", "{\"idea\":\"" + "{{a}}".repeat(10_000) + "\"}");
        template("wide", "{\"elements\":{\"a\":[" + "1,".repeat(9_999) + "1]}}");

        assertThatThrownBy(() -> expanded("{'template':'many','values':{'a':'" + "x".repeat(10_000) + "'}}"))
                .hasMessageContaining("/template: ").hasMessageContaining("split it");
        assertThatThrownBy(() -> expanded("[" + "{'template':'wide'},".repeat(20) + "{'template':'wide'}]"))
                .hasMessageContaining("/19/template: ").hasMessageContaining("200000");
    }

    private void template(String name, String content) throws Exception {
        Files.writeString(templates.resolve(name + ".json"), content);
    }

    private JsonNode expanded(String document) throws Exception {
        return new Templates(TestSettings.with("storyreel.templates.dir", templates.toString()))
                .expanded(json(document));
    }

    private static JsonNode json(String text) throws Exception {
        return new StrictJson().read(text.replace('\'', '"'));
    }
}
