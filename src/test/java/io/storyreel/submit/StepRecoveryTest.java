package io.storyreel.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.handover.Submission;
import io.storyreel.ledger.Retries;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.service.ApiAnswer;
import io.storyreel.story.Step;
import io.storyreel.story.StepProgress;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether a Story shows that a step was done whose answer was lost. */
class StepRecoveryTest {

    private final TestLedger ledger = TestLedger.fresh();

    private final StepRecovery stepRecovery = ledger.get(StepRecovery.class);

    @AfterEach
    void close() {
        ledger.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ELEMENTS | {'storyboard':{'characters':[{'name':'a'}]}} | {'storyboard':{'characters':[{'image_url':'u'}]}}",
        "ELEMENTS | {'storyboard':{'objects':[{'image_url':'old'}]}} | {'storyboard':{'objects':[{'image_url':'new'}]}}",
        "ELEMENTS | {} | {'storyboard':{'environments':[{'image_url':'u'}]}}",
        "SCENES | {'storyboard':{'scenes':[{'name':'a'}]}} | {'storyboard':{'scenes':[{'image_url':'u'}]}}",
        "SCENES | {'storyboard':{'scenes':[{'image_url':'a'}]}} | {'storyboard':{'scenes':[{'image_url':'a'},{'image_url':'b'}]}}",
        "SCENES | {'scenes':[]} | {'scenes':[{'prompt':'p'}]}",
        "VIDEOS | {'status':'new'} | {'status':'processing'}",
        "VIDEOS | {'status':'new'} | {'status':'success'}",
        "VIDEOS | {'status':'success'} | {'status':'processing'}",
        "VIDEOS | {'status':'new'} | {'status':'new','medias':[{'media_id':'m'}]}",
        "VIDEOS | {'status':'success','medias':[{}]} | {'status':'success','medias':[{},{}]}",
        "VIDEOS | {} | {'status':'processing'}"
    })
    void whatTheStepMakesIsThereNow(Step step, String before, String now) {
        assertThat(isDone(step, json(before), json(now))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ELEMENTS | {'storyboard':{'characters':[{'name':'a'}]}} | {'storyboard':{'characters':[{'name':'b'}]}}",
        "ELEMENTS | {'storyboard':{'characters':[{'image_url':'mine'}]}} | {'storyboard':{'characters':[{'image_url':'mine'}]}}",
        "ELEMENTS | {} | {'storyboard':{'scenes':[{'image_url':'u'}]}}",
        "ELEMENTS | {} | {'storyboard':{'characters':[{'image_url':''},{'image_url':null}]}}",
        "SCENES | {} | {'storyboard':{'characters':[{'image_url':'u'}]}}",
        "SCENES | {'storyboard':{'scenes':[{'image_url':'u'}]}} | {'storyboard':{'scenes':[{'image_url':'u'}]}}",
        "SCENES | {'scenes':[{'prompt':'p'}]} | {'scenes':[{'prompt':'p'}]}",
        "VIDEOS | {'status':'new'} | {'status':'new'}",
        "VIDEOS | {'status':'success'} | {'status':'success'}",
        "VIDEOS | {'status':'processing'} | {'status':'processing'}",
        "VIDEOS | {'status':'new'} | {'status':'fail'}",
        "VIDEOS | {'medias':[{}]} | {'medias':[{}]}",
        "STORYBOARD | {} | {'status':'new'}"
    })
    void whatWasThereBeforeShowsNothing(Step step, String before, String now) {
        assertThat(isDone(step, json(before), json(now))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(value = Step.class, names = {"ELEMENTS", "SCENES", "VIDEOS"})
    void aStoryThatWasNeverSeenIsComparedWithNothing(Step step) {
        assertThat(isDone(step, null, json("{}"))).isFalse();
        assertThat(isDone(step, null, json("{'status':'success','storyboard':{'scenes':[{'image_url':'u'}],"
                + "'characters':[{'image_url':'u'}]}}"))).isTrue();
    }

    @Test
    void theStoryboardIsThereWhereAPersonNamedTheStoryThatHasOne() {
        assertThat(isDone(Step.STORYBOARD, null, json("{'storyboard':{'scenes':[{}]}}"))).isTrue();
    }

    @Test
    void takingItAsDoneNeedsNoCreditButTheClaim() {
        ledger.uncertain("a", Step.SCENES);
        ledger.get(Retries.class).retry("a");
        ledger.get(CreditGate.class).close();
        Story claimed = ledger.claimed(ledger.story("a"));

        assertThat(stepRecovery.take(new Submission(claimed, false))).isTrue();

        assertThat(ledger.story("a").state()).isEqualTo(StoryState.SUBMITTING);
        assertThat(stepRecovery.take(new Submission(claimed, false))).isFalse();
    }

    private boolean isDone(Step step, ObjectNode before, ObjectNode now) {
        Story story = AdvancedStories.story(TestLedger.ADVANCED, before, new StepProgress(step, true, null, null));
        return stepRecovery.isDone(new Submission(story, false), new ApiAnswer(200, now, "", null));
    }

    private static ObjectNode json(String text) {
        return TestLedger.json(text.replace('\'', '"'));
    }
}
