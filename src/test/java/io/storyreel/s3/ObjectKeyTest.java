package io.storyreel.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.storyreel.deliver.Destinations;
import io.storyreel.deliver.Stories;
import io.storyreel.fault.StoryFault;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeyTest {

    private static final String DEFAULT = "videos/{yyyy}/{MM}/{dd}/{request_id}.mp4";

    @Test
    void theKeyCarriesTheUtcDayTheRequestWasTakenUp() {
        assertThat(ObjectKey.of(DEFAULT, Stories.of("r.1", "s", "{}", null))).contains("videos/2026/03/01/r.1.mp4");
    }

    @Test
    void storyAndTitleAreVariablesToo() {
        assertThat(ObjectKey.of("{title}/{story_id}.mp4",
                Stories.of("r", "s-1", "{\"title\":\"Été à la Plage!\"}", null)))
                .contains("ete-a-la-plage/s-1.mp4");
    }

    @ParameterizedTest
    @CsvSource({"  The Fox & the Crow  ,the-fox-the-crow", "Straße Nr. 5,straße-nr-5", "../../etc/passwd,etc-passwd",
        "बच्चों की कहानी,बच्चों-की-कहानी", "がぎぐ 東京,がぎぐ-東京", "한국 이야기,한국-이야기", "--a--,a", "🎬 !,''", "a\uD83Cb,a-b"})
    void aTitleBecomesASlugInItsOwnScript(String title, String slug) {
        assertThat(TitleSlug.of(title)).isEqualTo(slug);
    }

    @Test
    void aSlugHasAtMost80CharactersAndNoHyphenAtItsEnd() {
        assertThat(TitleSlug.of("x".repeat(200))).hasSize(80);
        assertThat(TitleSlug.of("-" + "x".repeat(79) + " yz")).isEqualTo("x".repeat(79));
        assertThat(TitleSlug.of("𝒳".repeat(200)).codePointCount(0, TitleSlug.of("𝒳".repeat(200)).length()))
                .isEqualTo(80);
    }

    @Test
    void withoutAUsableTitleTheRequestIdStandsIn() {
        assertThat(ObjectKey.of("{title}.mp4", Stories.of("r", "s", "{}", null))).contains("r.mp4");
        assertThat(ObjectKey.of("{title}.mp4", Stories.of("r", "s", "{\"title\":\"!\"}", null))).contains("r.mp4");
    }

    @Test
    void aStoryIdOfTheServiceCannotBreakOutOfItsPlace() {
        assertThat(ObjectKey.of("v/{story_id}/a.mp4", Stories.of("r", "../${x}", "{}", null)))
                .contains("v/-.---x-/a.mp4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{yyy}.mp4", "{Request_id}.mp4", "{}", "a{title", "a}.mp4", "${header.x}.mp4", "", " ",
            "a/../b.mp4",
        "./a.mp4", "a\u0000b.mp4", "a//b.mp4", "/a.mp4", "a.mov", "a.mp4/", "a.MP4"})
    void aTemplateThatCannotWorkIsToldBeforeAnyStory(String template) {
        assertThat(ObjectKey.problemsOf(template)).isNotEmpty();
        assertThat(ObjectKey.of(template, Stories.of("r", "s", "{}", null))).isEmpty();
    }

    @Test
    void theDefaultTemplateHasNoProblemAndAMistakeIsNamed() {
        assertThat(ObjectKey.problemsOf(DEFAULT)).isEmpty();
        assertThat(ObjectKey.problemsOf("{yeer}.mp4")).singleElement().asString().contains("{yeer}");
    }

    @Test
    void aRequestMayNameBucketAndKeyAndUseTheVariables() throws StoryFault {
        Destinations destinations = new Destinations(TestSettings.with());

        assertThat(destinations.of(Stories.of("r", "s", "{}", null)))
                .isEqualTo(new Destination("storyreel-videos", "videos/2026/03/01/r.mp4"));
        assertThat(destinations.of(Stories.of("r", "s",
                "{\"output\":{\"bucket\":\"b-1\",\"key\":\"k/{request_id}.mp4\"}}", null)))
                .isEqualTo(new Destination("b-1", "k/r.mp4"));
    }

    @Test
    void aKeyThatGrowsTooLongEndsTheStoryWithAWord() {
        Destinations destinations = new Destinations(TestSettings.with());

        assertThatThrownBy(() -> destinations.of(Stories.of("r", "s",
                "{\"output\":{\"key\":\"" + "k".repeat(1025) + ".mp4\"}}", null)))
                .isInstanceOfSatisfying(StoryFault.class, fault -> assertThat(fault.isLasting()).isTrue());
    }

    @ParameterizedTest
    @CsvSource({"a/b.mp4,a/b.json", "a.mp4/b.mp4,a.mp4/b.json", "b.json.mp4,b.json.json"})
    void theSidecarStandsBesideTheVideo(String key, String sidecar) {
        assertThat(new Destination("b", key).sidecarKey()).isEqualTo(sidecar);
    }
}
