package io.storyreel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** What a terminal shows of the newest stories. */
class LiveViewTest {

    @Test
    void eachStoryIsALineWithItsBarAndNothingMovesTheCursor() throws Exception {
        assertThat(LiveView.lines(new ObjectMapper().readTree("""
                {"stories":[{"request_id":"a","title":"Tea\\u001b[2J","state":"generating","progress_percentage":50},
                {"request_id":"b","idea":"A very long idea that does not fit into the line","state":"failed",
                "error":{"code":"GENERATION_FAILED"}},{"request_id":"c","state":"delivered"}]}"""))).containsExactly(
                "Tea?[2J                             [##########..........]  50 %  generating",
                "A very long idea that does not ...  [....................]   0 %  failed (GENERATION_FAILED)",
                "c                                   [####################] 100 %  delivered");
    }
}
