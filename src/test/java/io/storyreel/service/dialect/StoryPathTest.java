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
}
