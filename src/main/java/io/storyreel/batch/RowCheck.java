package io.storyreel.batch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.request.BudgetExceeded;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.RowFiles;
import io.storyreel.request.StrictJson;
import io.storyreel.story.StoryRequest;
import io.storyreel.template.Templates;

/**
 * Goes through the rows of a file, a sheet or JSON Lines by its name, and names all that is wrong in it.
 *
 * @param templates that rows may name
 */
public record RowCheck(Templates templates) implements RowFiles {

    private static final RequestFields FIELDS = published();

    @Override
    public boolean hasRows(Path file) {
        return file.getFileName().toString().matches("(?s).*[.](csv|jsonl|ndjson)");
    }

    @Override
    public void check(Path file, Rule rule, Taker taker) throws InvalidRequest, IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            check(file, channel, rule, taker);
        }
    }

    /** The same of a file that is open. */
    void check(Path file, SeekableByteChannel channel, Rule rule, Taker taker) throws InvalidRequest, IOException {
        Utf8File text = new Utf8File(channel);
        text.check();
        RowProblems problems = new RowProblems();
        Rows rows = rows(file, text, problems);
        Templates.Reader reader = templates.rowReader(Rows.LONGEST);
        int count = 0;
        try {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                count++;
                check(row, rows, one -> rule.checked(RowSize.checked(reader.expanded(one))), taker, problems);
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

    private static Rows rows(Path file, Utf8File text, RowProblems problems) throws InvalidRequest, IOException {
        if (!file.getFileName().toString().endsWith(".csv")) {
            return new JsonLines(text.reader(), new StrictJson());
        }
        Sheet sheet = new Sheet(text, FIELDS);
        sheet.problems().forEach(problem ->
                problems.add("line " + sheet.line() + ", column " + problem.pointer(), problem.message()));
        return sheet;
    }

    private static void check(Row row, Rows rows, Rule rule, Taker taker, RowProblems problems) throws IOException {
        row.problems().forEach(problem -> problems.add(place(row, rows, problem), problem.message()));
        if (row.request() == null || !row.problems().isEmpty()) {
            return;
        }
        try {
            StoryRequest request = rule.checked(row.request());
            if (problems.isEmpty()) {
                taker.take(row.line(), request);
            }
        } catch (BudgetExceeded e) {
            e.problems().forEach(problem -> problems.addTooDear(place(row, rows, problem), problem.message()));
        } catch (InvalidRequest e) {
            e.problems().forEach(problem -> problems.add(place(row, rows, problem), problem.message()));
        }
    }

    private static String place(Row row, Rows rows, FieldProblem problem) {
        String label = rows.label(problem.pointer());
        return "line " + row.line() + (label.isEmpty() ? "" : ", " + label);
    }

    private static RequestFields published() {
        try (InputStream schema = RowCheck.class.getResourceAsStream("/schemas/story-request.schema.json")) {
            return new RequestFields(new ObjectMapper().readTree(schema));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
