package io.storyreel.request.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.storyreel.intake.Intake;
import io.storyreel.service.dialect.FormDialect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person edited in a review, through the whole intake. */
class ResumeRulesTest {

    private static Intake intake;

    @BeforeAll
    static void start() throws Exception {
        intake = new Intake(new FormDialect());
    }

    @AfterAll
    static void stop() {
        intake.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}",
        "{'storyboard':{'scenes':[{}]}}",
        "{'storyboard':{'scenes':[{'name':'a','seconds':1.50}],'characters':[],'environments':[{}],'objects':[{}]}}",
        "{'storyboard':{'scenes':[{}],'anything':['else',null]}}",
        "{'scenes':[{'prompt':'a'}]}",
        "{'storyboard':{'scenes':[{}]},'scenes':[{}]}"
    })
    void whatHasTheShapeOfAStoryboardGoesOn(String resume) throws Exception {
        var items = intake.take(document(resume));

        assertThat(items).singleElement().satisfies(item -> {
            assertThat(item.requestId()).isEqualTo("a");
            assertThat(item.isResume()).isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{'storyboard':{}}                                 | /resume/storyboard/scenes",
        "{'storyboard':{'scenes':[]}}                      | /resume/storyboard/scenes",
        "{'storyboard':{'scenes':'all of them'}}           | /resume/storyboard/scenes",
        "{'storyboard':{'scenes':[{},'b']}}                | /resume/storyboard/scenes/1",
        "{'storyboard':{'scenes':[{}],'characters':{}}}    | /resume/storyboard/characters",
        "{'storyboard':{'scenes':[{}],'environments':[1]}} | /resume/storyboard/environments/0",
        "{'storyboard':{'scenes':[{}],'objects':[null]}}   | /resume/storyboard/objects/0",
        "{'storyboard':[]}                                 | /resume/storyboard",
        "{'scenes':[]}                                     | /resume/scenes",
        "{'scenes':{}}                                     | /resume/scenes",
        "{'scenes':[['a']]}                                | /resume/scenes/0",
        "{'elements':{}}                                   | /resume/elements"
    })
    void whatHasNotIsRefusedAndNamed(String resume, String pointer) throws Exception {
        assertThat(intake.problems(document(resume))).singleElement().asString().contains(pointer);
    }

    @Test
    void everyProblemIsToldAtOnceWithItsPlaceInTheBatch() throws Exception {
        String batch = "[" + document("{'storyboard':{'objects':1},'scenes':[1]}") + "]";

        assertThat(intake.problems(batch)).hasSize(3).allSatisfy(problem -> assertThat(problem).contains("/0/resume"));
    }

    @Test
    void aResumeNamesItsStoryAndBringsNothingElse() throws Exception {
        assertThat(intake.problems("{\"resume\":{}}")).singleElement().asString().contains("request_id");
        assertThat(intake.problems("{\"request_id\":\"a\",\"resume\":{},\"idea\":\"b\"}")).singleElement().asString()
                .contains("idea");
    }

    private static String document(String resume) {
        return "{'request_id':'a','resume':%s}".formatted(resume).replace('\'', '"');
    }
}
