package io.storyreel.batch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Function;

import io.storyreel.result.StoryResult;
import io.storyreel.story.BatchRow;
import io.storyreel.story.StoryState;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * What became of the requests of a file, as a sheet: RFC 4180 in UTF-8, a row each in the file's order. Some of it was
 * written by others, and a spreadsheet would run a cell that looks like a formula.
 */
final class ResultSheet implements Enumeration<InputStream> {

    private static final String[] HEADER = {"request_id", "status", "story_id", "video_uri", "used_credits",
        "error_code", "error_message"};

    /** What spreadsheets take for a formula, or for the end of the cell before it. */
    private static final String RUNS = "=+-@\t\r";

    private final Function<Integer, List<BatchRow>> rowsBehind;

    private InputStream next = new ByteArrayInputStream(text(List.of(), true));

    private int last;

    /** @param rowsBehind the next rows behind one, in their order; none at the end */
    private ResultSheet(Function<Integer, List<BatchRow>> rowsBehind) {
        this.rowsBehind = rowsBehind;
    }

    /** The sheet, of which a piece is in memory at a time. */
    static InputStream of(Function<Integer, List<BatchRow>> rowsBehind) {
        return new SequenceInputStream(new ResultSheet(rowsBehind));
    }

    @Override
    public boolean hasMoreElements() {
        if (next == null) {
            List<BatchRow> rows = rowsBehind.apply(last);
            if (!rows.isEmpty()) {
                last = rows.get(rows.size() - 1).number();
                next = new ByteArrayInputStream(text(rows, false));
            }
        }
        return next != null;
    }

    @Override
    public InputStream nextElement() {
        InputStream piece = next;
        next = null;
        return piece;
    }

    private static byte[] text(List<BatchRow> rows, boolean withHeader) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            if (withHeader) {
                printer.printRecord((Object[]) HEADER);
            }
            for (BatchRow row : rows) {
                printer.printRecord((Object[]) cells(row));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String[] cells(BatchRow row) {
        boolean hasFailed = !row.isDuplicate() && row.state() != StoryState.DELIVERED && row.errorCode() != null;
        return new String[] {safe(row.requestId()), status(row), safe(row.storyId()), safe(row.videoUri()),
            row.usedCredits() == null ? "" : safe(StoryResult.plain(row.usedCredits()).toPlainString()),
            hasFailed ? row.errorCode().name() : "", hasFailed ? safe(row.errorMessage()) : ""};
    }

    /** As {@link StoryResult} has it: an uncertain one counts as failed until it is known better. */
    private static String status(BatchRow row) {
        return row.isDuplicate() ? "duplicate"
                : (row.state() == StoryState.UNCERTAIN ? StoryState.FAILED : row.state()).wireName();
    }

    static String safe(String cell) {
        return cell == null ? "" : !cell.isEmpty() && RUNS.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }
}
