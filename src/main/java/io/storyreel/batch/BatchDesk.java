package io.storyreel.batch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.quarkus.arc.Unremovable;
import io.storyreel.intake.BudgetExceeded;
import io.storyreel.intake.Excerpt;
import io.storyreel.intake.FieldProblem;
import io.storyreel.intake.ImagePlace;
import io.storyreel.intake.InboxFile;
import io.storyreel.intake.InboxFolder;
import io.storyreel.intake.IntakeDesk;
import io.storyreel.intake.InvalidRequest;
import io.storyreel.intake.OpenFile;
import io.storyreel.intake.RequestConflict;
import io.storyreel.intake.SchemaProblems;
import io.storyreel.intake.StrictJson;
import io.storyreel.ledger.Batch;
import io.storyreel.ledger.BatchTaken;
import io.storyreel.ledger.BatchTaken.Refused;
import io.storyreel.ledger.Batches;
import io.storyreel.ledger.Origin;
import io.storyreel.ledger.StoryRequest;
import io.storyreel.ledger.Taken.Verdict;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.template.Templates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes files of many requests up, all of a file or nothing: each row is checked as a request of its own would be, all
 * of them before the first is written down.
 */
@ApplicationScoped
@Named("batchDesk")
@Unremovable
public class BatchDesk {

    /** Exchange property with the batch's id. */
    static final String BATCH = "batchId";

    private static final Logger LOG = LoggerFactory.getLogger("storyreel.intake");

    private final InboxFile inboxFile;
    private final InboxFolder inbox;
    private final IntakeDesk intake;
    private final SchemaProblems schemaProblems;
    private final Templates templates;
    private final StrictJson json;
    private final Batches batches;
    private final Path spool;

    private final JsonSchema schema = requestSchema();

    BatchDesk(InboxFile inboxFile, InboxFolder inbox, IntakeDesk intake, SchemaProblems schemaProblems,
            Templates templates, StrictJson json, Batches batches, StoryreelSettings settings) {
        this.inboxFile = inboxFile;
        this.inbox = inbox;
        this.intake = intake;
        this.schemaProblems = schemaProblems;
        this.templates = templates;
        this.json = json;
        this.batches = batches;
        this.spool = settings.download().spoolDir();
    }

    /** Whether a file holds many requests, by its name. */
    public boolean isBatch(@ExchangeProperty("file") Path file) {
        return !file.getFileName().toString().endsWith(".json");
    }

    /**
     * Takes a file up; committed and on the disk when this returns. Its id is left on the exchange as {@link #BATCH}.
     *
     * @throws InvalidRequest where rows are bad, naming line and column of each
     * @throws RequestConflict where an id is taken by other content
     * @throws IOException where the file, an image or a template could not be read just now, or it has changed
     *         meanwhile
     */
    public void take(@ExchangeProperty("file") Path file, Exchange exchange)
            throws InvalidRequest, RequestConflict, IOException {
        try (OpenFile open = inboxFile.open(file, exchange)) {
            String identity = inboxFile.identity(file, open.version());
            exchange.setProperty(Origin.MESSAGE, identity);
            exchange.setProperty(BATCH, Batch.idOf(identity));
            if (batches.isKnown(Batch.idOf(identity))) {
                LOG.info("{}: the same file once more, its requests are taken up already", name(file));
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

    private void take(Path file, OpenFile open, String identity)
            throws InvalidRequest, RequestConflict, IOException {
        try (CheckedRows checked = new CheckedRows(spool, inbox::stir)) {
            check(file, open, checked);
            open.confirm(file);
            BatchTaken taken = batches.take(Batch.of(identity, file.getFileName().toString(), checked.size()),
                    new Origin("inbox", Map.of(Origin.MESSAGE, identity)), checked);
            refuse(taken);
            LOG.info("{}: {} requests from the inbox, {} accepted, {} duplicates, {} stories go on after their review",
                    name(file), checked.size(), taken.accepted(), taken.duplicates(), taken.resumed());
        }
    }

    private void check(Path file, OpenFile open, CheckedRows checked) throws InvalidRequest, IOException {
        Utf8File text = new Utf8File(open.channel());
        text.check();
        RowProblems problems = new RowProblems();
        Rows rows = rows(file, text, problems);
        Templates.Reader reader = templates.reader();
        int count = 0;
        try {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                inbox.stir();
                count++;
                check(row, rows, reader, checked, problems);
            }
        } catch (InvalidRequest e) {
            // Nothing behind it can be read.
            problems.add("", e.getMessage());
        }
        if (count == 0 && problems.isEmpty()) {
            throw new InvalidRequest("", "the file has no request in it: at least one is needed");
        }
        if (!problems.isEmpty()) {
            throw problems.asFault();
        }
    }

    private Rows rows(Path file, Utf8File text, RowProblems problems) throws InvalidRequest, IOException {
        if (!file.getFileName().toString().endsWith(".csv")) {
            return new JsonLines(text.reader(), json);
        }
        Sheet sheet = new Sheet(text, new RequestFields(schema.getSchemaNode()));
        sheet.problems().forEach(problem ->
                problems.add("line " + sheet.line() + ", column " + problem.pointer(), problem.message()));
        return sheet;
    }

    private void check(Row row, Rows rows, Templates.Reader reader, CheckedRows checked, RowProblems problems)
            throws IOException {
        row.problems().forEach(problem -> problems.add(place(row, rows, problem), problem.message()));
        if (row.request() == null || !row.problems().isEmpty()) {
            return;
        }
        try {
            StoryRequest request = checked(reader.expanded(row.request()));
            if (problems.isEmpty()) {
                checked.add(row.line(), request);
            }
        } catch (BudgetExceeded e) {
            e.problems().forEach(problem -> problems.addTooDear(place(row, rows, problem), problem.message()));
        } catch (InvalidRequest e) {
            e.problems().forEach(problem -> problems.add(place(row, rows, problem), problem.message()));
        }
    }

    private StoryRequest checked(JsonNode request) throws InvalidRequest, IOException {
        Set<ValidationMessage> found = schema.validate(request);
        if (!found.isEmpty()) {
            throw new InvalidRequest(schemaProblems.problems(request, schema, found, ImagePlace.INBOX));
        }
        return intake.checked(request, ImagePlace.INBOX).get(0);
    }

    private static String place(Row row, Rows rows, FieldProblem problem) {
        String label = rows.label(problem.pointer());
        return "line " + row.line() + (label.isEmpty() ? "" : ", " + label);
    }

    /** As for a document: what is bad is told before an id that is taken. */
    private static void refuse(BatchTaken taken) throws InvalidRequest, RequestConflict {
        RowProblems problems = new RowProblems();
        List<Refused> refused = taken.refused();
        refused.stream().filter(one -> one.taken().verdict() == Verdict.NOT_IN_REVIEW).forEach(one ->
                problems.add("line " + one.item().line() + ", resume", IntakeDesk.notInReview(
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
        try (InputStream published = BatchDesk.class.getResourceAsStream("/schemas/story-request.schema.json")) {
            return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(published);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Excerpt name(Path file) {
        return new Excerpt(file.getFileName().toString(), Excerpt.OF_A_VALUE);
    }
}
