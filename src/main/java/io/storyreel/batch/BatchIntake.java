package io.storyreel.batch;

import static io.storyreel.exchange.PropertyNames.FILE;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.quarkus.arc.Unremovable;
import io.storyreel.images.ImageLocation;
import io.storyreel.inbox.InboxFile;
import io.storyreel.inbox.InboxFolder;
import io.storyreel.inbox.OpenFile;
import io.storyreel.intake.RequestIntake;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.batch.Batches;
import io.storyreel.metrics.OutcomeMetrics;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.RequestConflict;
import io.storyreel.request.rules.SchemaProblems;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Batch;
import io.storyreel.story.BatchIntakeResult;
import io.storyreel.story.BatchIntakeResult.Refused;
import io.storyreel.story.IntakeResult.Outcome;
import io.storyreel.story.Origin;
import io.storyreel.story.StoryRequest;
import io.storyreel.template.Templates;
import io.storyreel.text.Excerpt;
import io.storyreel.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/**
 * Takes files of many requests up, all of a file or nothing: each row is checked as a request of its own would be, all
 * of them before the first is written down.
 */
@ApplicationScoped
@Named("batchIntake")
@Unremovable
public class BatchIntake {

    /** Exchange property with the batch's id. */
    static final String BATCH = "batchId";

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    private final InboxFile inboxFile;
    private final InboxFolder inbox;
    private final RequestIntake intake;
    private final SchemaProblems schemaProblems;
    private final RowCheck rows;
    private final Batches batches;
    private final OutcomeMetrics metrics;
    private final BatchTraces traces;
    private final Path spool;
    private final Path outbox;

    private final JsonSchema schema = requestSchema();

    BatchIntake(InboxFile inboxFile, InboxFolder inbox, RequestIntake intake, SchemaProblems schemaProblems,
            Templates templates, Batches batches, OutcomeMetrics metrics, BatchTraces traces,
            StoryreelSettings settings) {
        this.traces = traces;
        this.inboxFile = inboxFile;
        this.inbox = inbox;
        this.intake = intake;
        this.schemaProblems = schemaProblems;
        this.rows = new RowCheck(templates);
        this.batches = batches;
        this.metrics = metrics;
        this.spool = settings.download().spoolDir();
        this.outbox = settings.outbox().dir();
    }

    /** Whether a file holds many requests, by its name. */
    public boolean isBatch(@ExchangeProperty(FILE) Path file) {
        return rows.hasRows(file);
    }

    /**
     * Takes a file up; committed and on the disk when this returns. Its id is left on the exchange as {@link #BATCH}.
     *
     * @throws InvalidRequest where rows are bad, naming line and column of each
     * @throws RequestConflict where an id is taken by other content
     * @throws IOException where the file, an image or a template could not be read just now, or it has changed
     *         meanwhile
     */
    public void take(@ExchangeProperty(FILE) Path file, Exchange exchange)
            throws InvalidRequest, RequestConflict, IOException {
        try (OpenFile open = inboxFile.open(file, exchange)) {
            // Name, time and inode alone can be another file's: of one that is written over with its times kept.
            String identity = inboxFile.identity(file, open.version()) + ", " + open.version().size() + " bytes, "
                    + Sha256.of(Channels.newInputStream(open.channel()));
            exchange.setProperty(Origin.MESSAGE, identity);
            exchange.setProperty(BATCH, Batch.idOf(identity));
            if (batches.isKnown(Batch.idOf(identity))) {
                open.confirm(file);
                restoreResults(file, Batch.idOf(identity));
                LOG.info(LogEvent.BATCH_KNOWN, "{}: the same file once more, its requests are taken up already",
                        name(file));
                return;
            }
            try {
                take(file, open, identity);
            } catch (InvalidRequest | RequestConflict e) {
                // What has changed while it was read may be a good one by now.
                open.confirm(file);
                throw e;
            }
        }
    }

    /** The file may come at each look, where it can't be moved: its sheet is written once more only if it is gone. */
    private void restoreResults(Path file, String batchId) {
        if (!Files.exists(BatchReports.sheet(outbox, file.getFileName().toString()), LinkOption.NOFOLLOW_LINKS)) {
            batches.writeAgain(batchId);
        }
    }

    private void take(Path file, OpenFile open, String identity)
            throws InvalidRequest, RequestConflict, IOException {
        Instant since = traces.now();
        try (CheckedRows checked = new CheckedRows(spool, inbox::reportProgress)) {
            rows.check(file, open.channel(), this::checked, checked::add);
            open.confirm(file);
            BatchIntakeResult taken = batches.take(Batch.of(identity, file.getFileName().toString(), checked.size()),
                    new Origin("inbox", Map.of(Origin.MESSAGE, identity)), checked);
            refuse(taken);
            metrics.duplicates(taken.duplicates());
            traces.taken(Batch.idOf(identity), since);
            LOG.info(LogEvent.BATCH_ACCEPTED,
                    "{}: {} requests from the inbox, {} accepted, {} duplicates, {} stories go on after their review",
                    name(file), checked.size(), taken.accepted(), taken.duplicates(), taken.resumed());
        }
    }

    private StoryRequest checked(JsonNode request) throws InvalidRequest, IOException {
        inbox.reportProgress();
        Set<ValidationMessage> found = schema.validate(request);
        if (!found.isEmpty()) {
            throw new InvalidRequest(schemaProblems.problems(request, schema, found, ImageLocation.INBOX));
        }
        return intake.checked(request, ImageLocation.INBOX).get(0);
    }

    /** As for a document: what is bad is told before an id that is taken. */
    private static void refuse(BatchIntakeResult taken) throws InvalidRequest, RequestConflict {
        RowProblems problems = new RowProblems();
        List<Refused> refused = taken.refused();
        refused.stream().filter(one -> one.taken().outcome() == Outcome.NOT_IN_REVIEW).forEach(one ->
                problems.add("line " + one.item().line() + ", resume", RequestIntake.notInReview(
                        one.item().request().requestId(), one.taken().story())));
        if (!problems.isEmpty()) {
            throw problems.asFault();
        }
        if (!refused.isEmpty()) {
            String others = taken.refusals() == 1 ? "" : "; and so are those of " + (taken.refusals() - 1)
                    + " more lines (" + refused.stream().skip(1).map(one -> String.valueOf(one.item().line()))
                            .reduce((a, b) -> a + ", " + b).orElse("") + ")";
            throw new RequestConflict(refused.get(0).item().request().requestId(),
                    "line " + refused.get(0).item().line() + ", ", others);
        }
    }

    private static JsonSchema requestSchema() {
        try (InputStream published = BatchIntake.class.getResourceAsStream("/schemas/story-request.schema.json")) {
            return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(published);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Excerpt name(Path file) {
        return new Excerpt(file.getFileName().toString(), Excerpt.OF_A_VALUE);
    }
}
