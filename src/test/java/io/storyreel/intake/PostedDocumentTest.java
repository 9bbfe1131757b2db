package io.storyreel.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import io.storyreel.request.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the address of a posted document says about it. */
class PostedDocumentTest {

    @Test
    void aDryRunIsAskedForInOneWord() throws Exception {
        assertThat(PostedDocument.isDryRun(List.of("true"))).isTrue();
        assertThat(PostedDocument.isDryRun(List.of("false"))).isFalse();
        assertThat(PostedDocument.isDryRun(List.of())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "True", "yes", "1", "true ", "true,true", "nul\u0000"})
    void anyOtherWordIsBad(String word) {
        assertThatThrownBy(() -> PostedDocument.isDryRun(List.of(word))).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("dry_run");
    }

    @Test
    void soAreTwoWords() {
        for (List<String> words : List.of(List.of("true", "false"), List.of("false", "true"),
                List.of("true", "true"))) {
            assertThatThrownBy(() -> PostedDocument.isDryRun(words)).isInstanceOf(InvalidRequest.class);
        }
    }
}
