package io.storyreel.status;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.ledger.batch.BatchQueries;
import io.storyreel.ledger.batch.BatchQueries.Progress;
import io.storyreel.result.StoryResult;
import io.storyreel.story.StoryState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Header;

/** Answers "how far is my sheet?" out of the ledger. */
@ApplicationScoped
@Named("batchStatus")
@Unremovable
public class BatchStatus {

    private static final int DEFAULT_PAGE = 20;

    private static final int LARGEST_PAGE = 100;

    private static final String BAD_AFTER = "after: take it from the next of the page before";

    private final BatchQueries queries;
    private final ObjectMapper json;
    private final CostlyAnswers answers = new CostlyAnswers();

    BatchStatus(BatchQueries queries, ObjectMapper json) {
        this.queries = queries;
        this.json = json;
    }

    /**
     * A page of batches, newest first, with {@code next} where there are more.
     *
     * @throws IllegalArgumentException where a parameter can't be read; its message names it
     */
    public String page(@Header("limit") String limit, @Header("after") String after) {
        int size = size(limit);
        String[] last = after == null || after.isBlank() ? null : position(after);
        return answers.to("page " + size + " " + after, () -> page(size, last));
    }

    private String page(int size, String[] last) {
        List<Progress> found = queries.page(last == null ? null : Instant.parse(last[0]),
                last == null ? null : last[1], size + 1);
        ObjectNode page = json.createObjectNode();
        var batches = page.putArray("batches");
        found.stream().limit(size).forEach(batch -> batches.add(shown(batch)));
        if (found.size() > size) {
            Progress end = found.get(size - 1);
            page.put("next", Base64.getUrlEncoder().withoutPadding().encodeToString(
                    (end.receivedAt() + " " + end.batch().id()).getBytes(StandardCharsets.UTF_8)));
        }
        return page.toString();
    }

    /** One batch; null for an unknown id. */
    public String batch(@Header("batchId") String batchId) {
        return answers.to("batch " + batchId, () -> queries.one(batchId).stream().findFirst()
                .map(batch -> shown(batch).toString()).orElse(null));
    }

    private ObjectNode shown(Progress batch) {
        Map<StoryState, Integer> states = batch.states();
        ObjectNode shown = json.createObjectNode().put("batch_id", batch.batch().id())
                .put("file", batch.batch().fileName()).put("received_at", batch.receivedAt().toString())
                .put("rows", batch.batch().rows());
        int delivered = states.getOrDefault(StoryState.DELIVERED, 0);
        int failed = states.getOrDefault(StoryState.FAILED, 0) + states.getOrDefault(StoryState.UNCERTAIN, 0);
        shown.put("delivered", delivered).put("failed", failed)
                .put("waiting", batch.batch().rows() - delivered - failed).put("duplicates", batch.duplicates());
        ObjectNode all = shown.putObject("states");
        states.forEach((state, count) -> all.put(state.wireName(), count));
        shown.putObject("credits").put("used", StoryResult.plain(batch.used()))
                .put("estimated_open", StoryResult.plain(batch.open()));
        if (batch.resultsAt() != null) {
            shown.put("results_at", batch.resultsAt().toString());
        }
        return shown;
    }

    private static int size(String limit) {
        if (limit == null || limit.isBlank()) {
            return DEFAULT_PAGE;
        }
        if (!limit.matches("[0-9]{1,4}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > LARGEST_PAGE) {
            throw new IllegalArgumentException("limit: a whole number from 1 to " + LARGEST_PAGE);
        }
        return Integer.parseInt(limit);
    }

    private static String[] position(String after) {
        try {
            String[] last = new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8).split(" ", 2);
            if (last.length == 2 && last[1].matches("[0-9a-f]{32}") && !Instant.parse(last[0]).isBefore(Instant.EPOCH)
                    && Instant.parse(last[0]).isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
                return last;
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException(BAD_AFTER);
        }
        throw new IllegalArgumentException(BAD_AFTER);
    }
}
