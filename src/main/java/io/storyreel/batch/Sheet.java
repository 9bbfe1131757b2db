package io.storyreel.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.InvalidRequest;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A sheet as RFC 4180 has it, or as spreadsheets export it where a comma is part of numbers: a header, then a request a
 * record. Records of empty cells only are skipped: spreadsheets write them where something was once.
 */
final class Sheet implements Rows {

    private static final int MOST_COLUMNS = 1_000;

    private static final String BARE_QUOTE = "has a quote in it, and does not begin with one, so that nobody can tell"
            + " where the cell ends: put the whole cell in quotes, with no blank before the first, and write each quote"
            + " within it twice (RFC 4180)";

    private final BareQuotes quotes;

    private final RowLimit text;

    private final CSVParser parser;

    private final Iterator<CSVRecord> records;

    private final SheetHeader header;

    private int line;

    Sheet(Utf8File file, RequestFields fields) throws InvalidRequest, IOException {
        SheetForm form = SheetForm.of(file.reader());
        this.quotes = new BareQuotes(file.reader(), form.delimiter());
        this.text = new RowLimit(quotes);
        this.parser = CSVFormat.RFC4180.builder().setDelimiter(form.delimiter()).setIgnoreEmptyLines(false).get()
                .parse(text);
        this.records = parser.iterator();
        if (form.hasHint()) {
            record();
        }
        CSVRecord names = record();
        if (names == null || isEmpty(names)) {
            throw new InvalidRequest("", "line 1: the sheet needs a header with the names of its columns");
        }
        OptionalInt quoted = quotes.column(line);
        if (quoted.isPresent()) {
            throw new InvalidRequest("", "line " + line + ", column " + quoted.getAsInt() + ": this name of the header "
                    + BARE_QUOTE);
        }
        if (names.size() > MOST_COLUMNS) {
            throw new InvalidRequest("", "line " + line + ": the header has more than " + MOST_COLUMNS + " columns");
        }
        this.header = SheetHeader.of(names.toList(), fields);
    }

    /** What is wrong with the header, each with its column's name as its place. */
    List<FieldProblem> problems() {
        return header.problems();
    }

    /** Where the last record that was read begins. */
    int line() {
        return line;
    }

    @Override
    public Row next() throws InvalidRequest, IOException {
        for (CSVRecord record = record(); record != null; record = record()) {
            if (!isEmpty(record)) {
                return row(record);
            }
        }
        return null;
    }

    private Row row(CSVRecord record) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        OptionalInt quoted = quotes.column(line);
        if (quoted.isPresent()) {
            // The cells behind it may stand under other names than they were meant for.
            return new Row(line, request, List.of(bareQuote(quoted.getAsInt())));
        }
        List<FieldProblem> problems = new ArrayList<>();
        for (int i = 0; i < record.size(); i++) {
            if (record.get(i).isEmpty()) {
                continue;
            }
            Column column = i < header.columns().size() ? header.columns().get(i) : null;
            if (column == null || column.name().isEmpty()) {
                problems.add(new FieldProblem("", "column " + (i + 1) + ": the header has no name above this cell"));
            } else if (!column.path().isEmpty()) {
                set(request, column, record.get(i), problems);
            }
        }
        return new Row(line, request, problems);
    }

    private FieldProblem bareQuote(int number) {
        Column column = number <= header.columns().size() ? header.columns().get(number - 1) : null;
        return column == null || column.path().isEmpty()
                ? new FieldProblem("", "column " + number + ": the cell " + BARE_QUOTE)
                : new FieldProblem(column.pointer(), "the cell " + BARE_QUOTE);
    }

    private static void set(ObjectNode request, Column column, String cell, List<FieldProblem> problems) {
        try {
            column.set(request, column.type().value(cell));
        } catch (InvalidRequest e) {
            problems.add(new FieldProblem(column.pointer(), e.getMessage()));
        } catch (UnsupportedOperationException e) {
            problems.add(new FieldProblem(column.pointer(), "says something else than another column of this row"));
        }
    }

    private CSVRecord record() throws InvalidRequest, IOException {
        text.begin();
        line = Math.toIntExact(parser.getCurrentLineNumber()) + 1;
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException e) {
            throw unreadable(e.getCause());
        } catch (IllegalStateException e) {
            throw unreadable(e.getCause() instanceof IOException io ? io : new IOException(e));
        }
    }

    /** What cannot be cut into cells; nothing behind it can be. */
    private InvalidRequest unreadable(IOException e) throws IOException {
        if (e instanceof RowLimit.RowTooLong) {
            return new InvalidRequest("", "line " + line + ": no end of the row within " + LONGEST
                    + " characters: is a quote not closed?");
        }
        if (e instanceof CSVException) {
            boolean isOpen = String.valueOf(e.getMessage()).contains("EOF");
            return new InvalidRequest("", "line " + line + ": "
                    + (isOpen ? "a quote that is opened in this row is never"
                    + " closed" : "something stands behind the closing quote of a cell")
                    + "; within a quoted cell a quote is written twice (RFC 4180)");
        }
        throw e;
    }

    private static boolean isEmpty(CSVRecord record) {
        return record.stream().allMatch(String::isEmpty);
    }

    @Override
    public String label(String pointer) {
        return header.label(pointer);
    }
}
