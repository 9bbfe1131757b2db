package io.storyreel.batch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.StrictJson;

/** JSON Lines: a request object a line, ended by LF or CRLF; blank lines are skipped. */
final class JsonLines implements Rows {

    private final BufferedReader text;

    private final StrictJson json;

    private int line;

    JsonLines(Reader text, StrictJson json) {
        this.text = new BufferedReader(text);
        this.json = json;
    }

    @Override
    public Row next() throws IOException {
        StringBuilder read = new StringBuilder();
        while (readLine(read)) {
            line++;
            if (read.length() > LONGEST) {
                return new Row(line, null, List.of(new FieldProblem("", "the line has more than " + LONGEST
                        + " characters: drop its request as a file of its own")));
            }
            if (!read.toString().isBlank()) {
                return row(read.toString());
            }
            read.setLength(0);
        }
        return null;
    }

    private Row row(String one) {
        try {
            JsonNode request = json.read(one);
            return request.isObject() ? new Row(line, request, List.of())
                    : new Row(line, null, List.of(new FieldProblem("", "each line holds one request, a JSON object")));
        } catch (InvalidRequest e) {
            // Of the document, which is this line, it is always the first.
            return new Row(line, null, e.problems().stream().map(problem -> new FieldProblem(problem.pointer(),
                    problem.message().replaceFirst("line 1, column", "column"))).toList());
        }
    }

    /** Of a line that is too long no more is kept than tells so. */
    private boolean readLine(StringBuilder into) throws IOException {
        int c = text.read();
        if (c < 0) {
            return false;
        }
        for (; c >= 0 && c != '\n'; c = text.read()) {
            if (into.length() <= LONGEST) {
                into.append((char) c);
            }
        }
        return true;
    }

    @Override
    public String label(String pointer) {
        return pointer;
    }
}
