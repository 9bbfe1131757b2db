package io.storyreel.ledger.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.ledger.admission.Admission;
import io.storyreel.ledger.claim.DueTimes;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.story.Batch;
import io.storyreel.story.BatchIntakeResult;
import io.storyreel.story.BatchIntakeResult.Refused;
import io.storyreel.story.BatchItem;
import io.storyreel.story.IntakeResult;
import io.storyreel.story.IntakeResult.Outcome;
import io.storyreel.story.Origin;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * What leads into the ledger for files of many requests: all of a file in one transaction, however many they are, with
 * no more of them in memory than a few hundred. A kill in the middle leaves nothing of it.
 */
@ApplicationScoped
public class Batches {

    /** Of the requests that refuse their file so many are named. */
    public static final int TOLD = 100;

    /** A story that has ended goes on once more: the results of its files are written anew when it ends again. */
    public static final String REOPEN = "UPDATE batch SET results_due = TRUE, reopened = reopened + 1"
            + " WHERE batch_id IN (SELECT batch_id FROM batch_row WHERE request_id = :id)";

    private static final String INSERT = "INSERT INTO batch (batch_id, file_name, row_count, received_at, results_due)"
            + " VALUES (:batch, :file, :rows, :now, TRUE)";

    private static final String WRITE_AGAIN = "UPDATE batch SET results_due = TRUE WHERE batch_id = :batch"
            + " AND results_due = FALSE AND results_at IS NOT NULL";

    private static final String INSERT_ROW = "INSERT INTO batch_row (batch_id, row_number, line, request_id,"
            + " is_duplicate) VALUES (:batch, :row, :line, :id, :isDuplicate)";

    private static final String KNOWN = "SELECT batch_id FROM batch WHERE batch_id = :batch";

    private static final int TRIES = 5;

    private final Sql sql;
    private final Transactions transactions;
    private final Admission admission;
    private final DueTimes dueTimes;
    private final Clock clock;

    Batches(Sql sql, Transactions transactions, Admission admission, DueTimes dueTimes, Clock clock) {
        this.sql = sql;
        this.transactions = transactions;
        this.admission = admission;
        this.dueTimes = dueTimes;
        this.clock = clock;
    }

    /** The requests of a file in its order, some hundred at a time; gone through once more where that is needed. */
    @FunctionalInterface
    public interface Items {
        /** From the beginning. */
        Iterator<List<BatchItem>> pieces() throws IOException;
    }

    /** Whether the file was taken up before. */
    public boolean isKnown(String batchId) {
        return !sql.values(KNOWN, Sql.with("batch", batchId), String.class).isEmpty();
    }

    /** Somebody has taken a file's results away: where they had been written, they are once more. */
    public void writeAgain(String batchId) {
        sql.count(WRITE_AGAIN, Sql.with("batch", batchId));
    }

    /**
     * Takes up all of a file or nothing of it; committed and on the disk when this returns.
     *
     * @throws IOException where the requests could not be read
     */
    public BatchIntakeResult take(Batch batch, Origin origin, Items items) throws IOException {
        for (int tries = 1;; tries++) {
            Count count = new Count();
            try {
                transactions.durably(() -> {
                    takeAll(batch, origin, items, count);
                    if (count.refusals > 0) {
                        throw new Admission.NothingTaken();
                    }
                    return null;
                });
                dueTimes.at(WorkKind.SUBMIT, clock.instant());
                return count.taken();
            } catch (Admission.NothingTaken e) {
                return count.taken();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } catch (Admission.TakenMeanwhile | DuplicateKeyException e) {
                if (tries == TRIES) {
                    throw new LedgerUnavailable("the ledger is busy: the same requests are taken up elsewhere");
                }
            }
        }
    }

    private void takeAll(Batch batch, Origin origin, Items items, Count count) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        // First of all: two replicas with the same file wait for each other here.
        if (!sql.inserted(INSERT, Sql.with("batch", batch.id()).addValue("file", batch.fileName())
                .addValue("rows", batch.rows()).addValue("now", Sql.utc(now)))) {
            count.isKnown = true;
            return;
        }
        try {
            int row = 0;
            for (Iterator<List<BatchItem>> pieces = items.pieces(); pieces.hasNext();) {
                List<BatchItem> piece = pieces.next();
                IntakeResult[] taken = new IntakeResult[piece.size()];
                admission.takeAll(piece.stream().map(BatchItem::request).toList(), origin, taken);
                sql.allInserted(INSERT_ROW, rows(batch, piece, taken, row));
                row += piece.size();
                count.add(piece, taken);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<MapSqlParameterSource> rows(Batch batch, List<BatchItem> piece, IntakeResult[] taken,
            int before) {
        List<MapSqlParameterSource> rows = new ArrayList<>();
        for (int i = 0; i < taken.length; i++) {
            rows.add(Sql.with("batch", batch.id()).addValue("row", before + i + 1)
                    .addValue("line", piece.get(i).line()).addValue("id", piece.get(i).request().requestId())
                    .addValue("isDuplicate", taken[i].outcome() == Outcome.DUPLICATE));
        }
        return rows;
    }

    /** What has become of the requests of one try. */
    private static final class Count {

        private boolean isKnown;
        private int accepted;
        private int duplicates;
        private int resumed;
        private int refusals;
        private final List<Refused> refused = new ArrayList<>();

        void add(List<BatchItem> piece, IntakeResult[] taken) {
            for (int i = 0; i < taken.length; i++) {
                switch (taken[i].outcome()) {
                    case ACCEPTED -> accepted++;
                    case DUPLICATE -> duplicates++;
                    case RESUMED -> resumed++;
                    case CONFLICT, NOT_IN_REVIEW -> {
                        refusals++;
                        if (refused.size() < TOLD) {
                            refused.add(new Refused(piece.get(i), taken[i]));
                        }
                    }
                }
            }
        }

        BatchIntakeResult taken() {
            return new BatchIntakeResult(isKnown, accepted, duplicates, resumed, List.copyOf(refused), refusals);
        }
    }
}
