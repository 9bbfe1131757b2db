package io.storyreel.request;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.arc.Unremovable;
import io.storyreel.text.Excerpt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/**
 * Reads a request document as strictly as RFC 8259 and RFC 7493 (I-JSON) allow, because a document that two readers
 * understand differently is paid for by one of them.
 * <p>
 * Numbers are kept exactly as written: integers as integers of any size, others as decimals ({@code 5.0} stays
 * {@code 5.0}). A number outside an IEEE double's range has no canonical form (RFC 8785, section 3.2.2.3), so it is an
 * error. Jackson's own limits hold as well (names of 50,000 characters, texts of 20 million, numbers of 1000 digits):
 * the schema validator, which reads the document again, has them too.
 */
@ApplicationScoped
@Named("strictJson")
@Unremovable
public class StrictJson {

    /** Objects and arrays within each other, the outermost counted. */
    public static final int MAX_NESTING = 64;

    /** Values of any kind in one document: a tree of more needs a hundred times the memory of its text. */
    public static final int MAX_NODES = 200_000;

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
            .errorReportConfiguration(ErrorReportConfiguration.builder()
                    .maxErrorTokenLength(Excerpt.OF_BROKEN_INPUT).build())
            .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /**
     * Reads one whole document.
     *
     * @param document UTF-8 bytes; a leading byte order mark is skipped
     * @return the document, never null
     * @throws InvalidRequest where it is empty, not UTF-8, not JSON, has something behind its end, a name twice in one
     *         object, a lone surrogate, a number no double can hold, nests deeper than 64 or has more than 200,000
     *         values; with line and column. Of a document that is no JSON nothing is quoted: it may be any file
     */
    public JsonNode read(byte[] document) throws InvalidRequest {
        return read(new StrictUtf8(document).text());
    }

    /** Reads one whole document that is text already, without a byte order mark; for the rest as from bytes. */
    public JsonNode read(String text) throws InvalidRequest {
        if (text.isBlank()) {
            throw new InvalidRequest("", "the document is empty: a JSON object, or an array of them, is needed");
        }
        try (JsonParser parser = mapper.createParser(text)) {
            if (!parser.nextToken().isStructStart()) {
                throw new InvalidRequest("",
                        "the document is a single value: a JSON object, or an array of them, is needed");
            }
            walk(parser);
            return mapper.readTree(text);
        } catch (JsonProcessingException e) {
            throw new InvalidRequest("", "not JSON: " + at(e.getLocation()) + new SyntaxMessages(e));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
    }

    /**
     * What Jackson accepts and we do not; a pass of its own, so that each error can name its place, and before anything
     * is built. An error that quotes a name or a number is told only once all of it has turned out to be JSON.
     */
    private static void walk(JsonParser parser) throws IOException, InvalidRequest {
        Deque<Set<String>> names = new ArrayDeque<>();
        InvalidRequest first = null;
        int nodes = 0;
        for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
            if (token.isStructEnd()) {
                names.pop();
            } else if (token != JsonToken.FIELD_NAME && ++nodes > MAX_NODES) {
                throw problem(parser, "", "more than " + MAX_NODES + " JSON nodes (values, lists and objects) in one"
                        + " document: split it into several");
            }
            if (token.isStructStart()) {
                names.push(new HashSet<>());
                if (names.size() > MAX_NESTING) {
                    throw problem(parser, "", "nested deeper than " + MAX_NESTING + " levels");
                }
            }
            try {
                check(parser, token, names);
            } catch (InvalidRequest e) {
                first = first == null ? e : first;
            }
            if (names.isEmpty()) {
                checkEnd(parser);
                break;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static void check(JsonParser parser, JsonToken token, Deque<Set<String>> names)
            throws IOException, InvalidRequest {
        switch (token) {
            case FIELD_NAME -> checkName(parser, names.peek());
            case VALUE_STRING -> checkText(parser, parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> checkNumber(parser);
            default -> {
                // true, false and null are what they are
            }
        }
    }

    private static void checkName(JsonParser parser, Set<String> names) throws IOException, InvalidRequest {
        checkText(parser, parser.currentName());
        if (!names.add(parser.currentName())) {
            throw problem(parser, pointer(parser), "this name stands twice in one object: keep one of them");
        }
    }

    private static void checkText(JsonParser parser, String text) throws InvalidRequest {
        boolean lone = text.codePoints().anyMatch(c -> Character.MIN_SURROGATE <= c && c <= Character.MAX_SURROGATE);
        if (lone) {
            throw problem(parser, pointer(parser), "a lone surrogate (\\ud800 to \\udfff without its other half)"
                    + " is not a character: write the whole pair, or the character itself");
        }
    }

    private static void checkNumber(JsonParser parser) throws IOException, InvalidRequest {
        String digits = parser.getText();
        double value = Double.parseDouble(digits);
        boolean lostInZero = value == 0 && digits.split("[eE]")[0].chars().anyMatch(c -> '1' <= c && c <= '9');
        if (Double.isInfinite(value) || lostInZero) {
            throw problem(parser, pointer(parser), new Excerpt(digits, Excerpt.OF_BROKEN_INPUT)
                    + " is beyond the range of a number (IEEE 754 double): write it as text");
        }
    }

    private static void checkEnd(JsonParser parser) throws IOException, InvalidRequest {
        if (parser.nextToken() != null) {
            throw problem(parser, "", "something follows the end of the document; several requests go into one array");
        }
    }

    private static String pointer(JsonParser parser) {
        return parser.getParsingContext().pathAsPointer().toString();
    }

    private static InvalidRequest problem(JsonParser parser, String pointer, String words) {
        return new InvalidRequest(pointer, at(parser.currentTokenLocation()) + words);
    }

    private static String at(JsonLocation location) {
        return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }
}
