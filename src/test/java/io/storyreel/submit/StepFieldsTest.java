package io.storyreel.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.ledger.TestLedger;
import io.storyreel.service.dialect.Dialect;
import io.storyreel.service.dialect.FormDialect;
import io.storyreel.service.dialect.StoryCall;
import io.storyreel.story.Step;
import io.storyreel.story.StepProgress;
import io.storyreel.story.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which fields of a request each call carries. */
class StepFieldsTest {

    private static final Dialect FORM = new FormDialect();

    private static final String EVERYTHING = """
            {"request_id":"a","mode":"advanced","idea":"i","title":"t","scene_count":2,"story_id":"s-0","language":"l",
             "audio_option":{"has_bg_music":true},"elements":{"objects":[]},"aspect_ratio":"16:9","narrator":"Bill",
             "motion_type":"Auto","duration":5,"loop":1,"is_transition":true,"review":["scenes"],
             "output":{"key":"k.mp4"},
             "stages":{"elements":{"option":"e","seed":1},"scenes":{"option":"s","seed":2,"aspect_ratio":"1:1"},
                       "videos":{"title":"v","duration":7}}}""";

    @ParameterizedTest
    @EnumSource(Step.class)
    void theCallIsTheStepsOwn(Step step) {
        assertThat(new StepFields(FORM, at(step, EVERYTHING, null, null)).call()).isEqualTo(StoryCall.valueOf(
                step.name()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"idea\":\"i\"} | IDEA_TO_VIDEO",
        "{\"idea\":\"i\",\"image_urls\":[],\"image_files\":[]} | IDEA_TO_VIDEO",
        "{\"image_urls\":[\"https://x/a.png\"]} | IMAGES_TO_VIDEO",
        "{\"image_files\":[\"a.png\"]} | IMAGES_TO_VIDEO"})
    void theAutomaticCallDependsOnWhetherThereAreImages(String request, StoryCall call) {
        assertThat(new StepFields(FORM, automatic(request)).call()).isEqualTo(call);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "STORYBOARD | {\"idea\":\"i\",\"title\":\"t\",\"scene_count\":2,\"story_id\":\"s-0\",\"language\":\"l\","
            + "\"audio_option\":{\"has_bg_music\":true},\"elements\":{\"objects\":[]}}",
        "ELEMENTS | {\"aspect_ratio\":\"16:9\",\"option\":\"e\",\"seed\":1}",
        "SCENES | {\"aspect_ratio\":\"1:1\",\"option\":\"s\",\"seed\":2,\"narrator\":\"Bill\"}",
        "VIDEOS | {\"title\":\"v\",\"duration\":7,\"loop\":1,\"is_transition\":true,\"motion_type\":\"Auto\"}"})
    void aStepCarriesWhatItHasOfTheRequestAndOverItItsOwnFields(Step step, String carried) {
        assertThat(fields(at(step, EVERYTHING, null, null))).isEqualTo(TestLedger.json(carried));
    }

    @Test
    void whatAPersonEditedGoesToTheNextCallThatHasIt() {
        ObjectNode storyboard = TestLedger.json("{\"scenes\":[{\"name\":\"edited\"}]}");
        ObjectNode scenes = TestLedger.json("{\"list\":[{\"prompt\":\"edited\"}]}");

        ObjectNode elements = fields(at(Step.ELEMENTS, EVERYTHING, storyboard, scenes));
        assertThat(elements.path("storyboard")).isEqualTo(storyboard);
        assertThat(elements.has("scenes")).isFalse();

        ObjectNode videos = fields(at(Step.VIDEOS, EVERYTHING, storyboard, scenes));
        assertThat(videos.path("storyboard")).isEqualTo(storyboard);
        assertThat(videos.path("scenes")).isEqualTo(scenes.path("list"));
    }

    @Test
    void theEditOfAReviewWinsOverTheRequest() {
        String request = "{\"mode\":\"advanced\",\"stages\":{\"scenes\":{\"storyboard\":{\"scenes\":[]}}}}";
        ObjectNode edited = TestLedger.json("{\"scenes\":[{\"name\":\"edited\"}]}");

        assertThat(fields(at(Step.SCENES, request, null, null)).path("storyboard").path("scenes")).isEmpty();
        assertThat(fields(at(Step.SCENES, request, edited, null)).path("storyboard")).isEqualTo(edited);
    }

    @Test
    void aStageThatIsFalseHasNoFieldsOfItsOwn() {
        String request = "{\"mode\":\"advanced\",\"idea\":\"i\",\"stages\":{\"elements\":false}}";

        assertThat(fields(at(Step.ELEMENTS, request, null, null))).isEmpty();
    }

    @Test
    void theRequestStaysAsItWas() {
        Story story = at(Step.SCENES, EVERYTHING, null, null);

        fields(story).removeAll();

        assertThat(story.request()).isEqualTo(TestLedger.json(EVERYTHING));
    }

    private static ObjectNode fields(Story story) {
        return new StepFields(FORM, story).fields();
    }

    private static Story automatic(String request) {
        return AdvancedStories.story(request, null, null);
    }

    private static Story at(Step step, String request, ObjectNode storyboard, ObjectNode scenes) {
        return AdvancedStories.story(request, null, new StepProgress(step, false, storyboard, scenes == null ? null
                : scenes.path("list")));
    }
}
