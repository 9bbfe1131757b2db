package io.storyreel.batch;

import java.time.Instant;
import java.util.List;

import io.storyreel.ledger.batch.BatchResults;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.story.BatchRow;
import io.storyreel.story.IntakeResult;
import io.storyreel.story.IntakeResult.Outcome;
import io.storyreel.trace.StoryTraces;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells traces of the requests of a file that was taken up: each begins a trace of its own. */
@ApplicationScoped
class BatchTraces {

    private static final int PIECE = 500;

    private final BatchResults rows;
    private final StoryQueries stories;
    private final StoryTraces traces;

    BatchTraces(BatchResults rows, StoryQueries stories, StoryTraces traces) {
        this.rows = rows;
        this.stories = stories;
        this.traces = traces;
    }

    /** When a file begins to be taken up; null where nobody is told of it. */
    Instant now() {
        return traces.now();
    }

    /** All of its new requests, a few hundred in memory at a time. */
    void taken(String batchId, Instant since) {
        if (since == null) {
            return;
        }
        List<BatchRow> piece = rows.rows(batchId, 0, PIECE);
        while (!piece.isEmpty()) {
            stories.stories(piece.stream().filter(row -> !row.isDuplicate()).map(BatchRow::requestId).toList())
                    .forEach(story -> traces.taken(new IntakeResult(Outcome.ACCEPTED, story), null, since));
            piece = rows.rows(batchId, piece.get(piece.size() - 1).number(), PIECE);
        }
    }
}
