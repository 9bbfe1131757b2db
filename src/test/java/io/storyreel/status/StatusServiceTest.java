package io.storyreel.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.story.Story;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much of a story the list tells. */
class StatusServiceTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestLedger ledger = TestLedger.fresh();

    private final StatusService status = new StatusService(ledger.get(StoryQueries.class), JSON);

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aTitleWithoutEndHasOneInTheListAndIsWholeWhereOneStoryIsAskedFor() throws Exception {
        String title = "W".repeat(100_000);
        Story story = ledger.accepted("a", "{\"idea\":\"x\",\"title\":\"" + title + "\"}");

        assertThat(status.shown(story).path("title").asText()).isEqualTo("W".repeat(200));
        assertThat(JSON.readTree(status.page(null, null, null, null)).at("/stories/0/title").asText()).hasSize(200);
        assertThat(JSON.readTree(status.story("a")).path("title").asText()).isEqualTo(title);
    }

    @Test
    void aStoryWithABlankTitleIsCalledByItsIdea() throws Exception {
        JsonNode shown = status.shown(ledger.accepted("a", "{\"idea\":\"A cat\",\"title\":\"  \"}"));

        assertThat(shown.has("title")).isFalse();
        assertThat(shown.path("idea").asText()).isEqualTo("A cat");
    }
}
