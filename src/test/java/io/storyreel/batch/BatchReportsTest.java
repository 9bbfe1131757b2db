package io.storyreel.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.SubmissionLedger;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.batch.BatchResults.Due;
import io.storyreel.ledger.batch.Batches;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.settings.TestSettings;
import io.storyreel.story.Batch;
import io.storyreel.story.BatchItem;
import io.storyreel.story.Origin;
import io.storyreel.story.StoryRequest;
import io.storyreel.story.StoryState;
import io.storyreel.text.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sheets of results on their way into the outbox. */
class BatchReportsTest {

    private static final String HEADER =
            "request_id,status,story_id,video_uri,used_credits,error_code,error_message\r\n";

    @TempDir
    private Path outbox;

    private TestLedger ledger;

    private BatchReports reports;

    @BeforeEach
    void start() throws Exception {
        ledger = TestLedger.fresh(TestSettings.with("storyreel.outbox.dir", outbox.toString()));
        reports = ledger.get(BatchReports.class);
        ledger.get(Batches.class).take(Batch.of("a.csv", "a.csv", 2), new Origin("inbox", Map.of()),
                () -> List.of(List.of(item(2), item(3))).iterator());
        ledger.get(DueStories.class).due(StoryState.ACCEPTED, 9).forEach(story -> ledger.get(SubmissionLedger.class)
                .failed(story, StoryState.ACCEPTED, StoryError.of(ErrorCode.API_VALIDATION, Stage.SUBMIT, "=no")));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void theSheetHasARowForEachAndNothingIsLeftBesideIt() throws Exception {
        // Of a replica that was killed over it, and of one of another file.
        Files.createFile(outbox.resolve(".writing-" + Batch.idOf("a.csv") + "-1.results.csv"));
        Path another = Files.createFile(outbox.resolve(".writing-" + Batch.idOf("b.csv") + "-1.results.csv"));

        for (Due due : reports.due()) {
            reports.write(due);
        }

        Path sheet = outbox.resolve("a.csv.results.csv");
        assertThat(sheet).hasContent(HEADER + "a,failed,,,,API_VALIDATION,'=no\r\na,duplicate,,,,,\r\n");
        assertThat(outbox).isDirectoryNotContaining(file -> !file.equals(sheet) && !file.equals(another));
    }

    @Test
    void whatTwoReplicasHaveSeenIsWrittenByOne() throws Exception {
        Due seen = reports.due().get(0);
        BatchReports there = ledger.anotherProcess().get(BatchReports.class);
        Due seenThere = there.due().get(0);
        reports.write(seen);
        Path sheet = outbox.resolve("a.csv.results.csv");
        Files.delete(sheet);

        there.write(seenThere);

        assertThat(outbox).isEmptyDirectory();
    }

    private static BatchItem item(int line) {
        return new BatchItem(line, new StoryRequest("a", Sha256.of("Tea"),
                JsonNodeFactory.instance.objectNode().put("idea", "Tea"), "form"));
    }
}
