package io.storyreel.service.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoryPathTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "s-1           | /story/s-1",
        "a/b           | /story/a%2Fb",
        "..            | /story/%2E%2E",
        ".             | /story/%2E",
        "../story/x    | /story/..%2Fstory%2Fx",
        "a%2Fb         | /story/a%252Fb",
        "a b+c         | /story/a%20b%2Bc",
        "a?x=1#y       | /story/a%3Fx%3D1%23y",
        "猫            | /story/%E7%8C%AB"})
    void aStorysIdStaysOneSegmentOfThePath(String storyId, String path) {
        assertThat(StoryPath.of(storyId)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/story                               | /story",
        "/story/idea-2-video                  | /story/idea-2-video",
        "/v2/story/url-2-video                | /story/url-2-video",
        "/base/story/s-1/scenes               | /story/{story_id}/scenes",
        "/story/s-1?x=The%20tale              | /story/{story_id}",
        "/story/story/concat                  | /story/{story_id}/concat",
        "/story/my-2-video                    | /story/{story_id}",
        "/story/..%2Fx                        | /story/{story_id}",
        "/elsewhere                           | /"})
    void aPathIsToldWithoutIds(String path, String template) {
        assertThat(StoryPath.template(path)).isEqualTo(template);
    }
}
