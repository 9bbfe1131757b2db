package io.storyreel.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By the rules of https://www.w3.org/TR/trace-context/. */
class TraceContextTest {

    private static final String REST = "-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-";

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "7", "00" + REST, "00" + REST + "1", "00" + REST + "001", "00" + REST + "0g",
        "00" + REST + "01-more", "ff" + REST + "01", "01" + REST + "01more", "0" + REST + "01", "0A" + REST + "01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"})
    void whatIsMalformedIsNone(String traceparent) {
        assertThat(TraceContext.of(traceparent, "a=1")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00" + REST + "01", "00" + REST + "00", "00" + REST + "ff", " 00" + REST + "01 "})
    void whatIsWellFormedIsKeptAsItIs(String traceparent) {
        assertThat(TraceContext.of(traceparent, null)).isEqualTo(new TraceContext(traceparent.strip(), null));
    }

    @Test
    void ofALaterVersionIsKeptWhatThisOneKnows() {
        assertThat(TraceContext.of("cc" + REST + "01-more", null))
                .isEqualTo(new TraceContext("00" + REST + "01", null));
        assertThat(TraceContext.of("cc" + REST + "0a", null)).isEqualTo(new TraceContext("00" + REST + "00", null));
    }

    @Test
    void aStateThatCannotBePassedOnIsLeftOut() {
        for (String state : new String[] {"", " ", "plain prose", "[a=1, b=2]", "a=b=c", "a=\n1", "a=\u00fc",
                "a=" + "1".repeat(511)}) {
            assertThat(TraceContext.of("00" + REST + "01", state)).as(state)
                    .isEqualTo(new TraceContext("00" + REST + "01", null));
        }
        assertThat(TraceContext.of("00" + REST + "01", "a=1,b=2").tracestate()).isEqualTo("a=1,b=2");
    }
}
