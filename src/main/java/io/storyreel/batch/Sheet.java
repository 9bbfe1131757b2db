package io.storyreel.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

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

    private final RowLimit text;

    private final CSVParser parser;

    private final Iterator<CSVRecord> records;

    private final SheetHeader header;

    private int line;

    Sheet(Utf8File file, RequestFields fields) throws InvalidRequest, IOException {
        SheetForm form = SheetForm.of(file.reader());
        this.text = new RowLimit(file.reader());
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
            return new InvalidRequest("", "line " + line + ": " + (isOpen ? "a quote that is opened in this row is never"
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
