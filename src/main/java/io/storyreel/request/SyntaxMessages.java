package io.storyreel.request;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

/**
 * What was expected where a document stopped being JSON, in plain words and without a letter of the document: what is
 * no JSON may be any file, a password's too, and an error lies where others read it.
 *
 * @param fault what the parser says
 */
record SyntaxMessages(JsonProcessingException fault) {

    /** The parser quotes before these words, never behind them: the last of them counts. */
    private static final Pattern EXPECTED = Pattern.compile(".*\\b(?:was expecting|expected) (.+)", Pattern.DOTALL);

    /** What the parser says without them. */
    private static final Map<String, String> OTHERWISE = new LinkedHashMap<>();

    static {
        OTHERWISE.put("plus sign", "a number without a plus sign");
        OTHERWISE.put("Leading zeroes", "a number without leading zeroes");
        OTHERWISE.put("Decimal point", "a digit before and behind the decimal point");
        OTHERWISE.put("Exponent indicator", "a digit in the exponent");
        OTHERWISE.put("comment", "no comment: JSON has none");
        OTHERWISE.put("Non-standard token", "a JSON value, and NaN and Infinity are none");
        OTHERWISE.put("unquoted character", "a control character within text to be written as an escape");
        OTHERWISE.put("character escape", "an escape of JSON behind the backslash (\" \\ / b f n r t or uXXXX)");
        OTHERWISE.put("end-of-input", "more: the document ends too early");
    }

    @Override
    public String toString() {
        // It also speaks to programmers: of its sources and of features that would let the mistake pass.
        String words = fault.getOriginalMessage()
                .replaceAll("\\[Source:[^;\\]]*; (line: \\d+, column: \\d+)]", "$1")
                .replaceAll(":? enable `[^`]*` to allow| \\(not recognized as one since [^)]*\\)", "")
                .replaceAll(", from `[^`]*`", "");
        if (fault instanceof StreamConstraintsException) {
            // Lengths and their limits.
            return words;
        }
        Matcher expected = EXPECTED.matcher(words);
        if (expected.matches()) {
            return "expected " + expected.group(1);
        }
        return "expected " + OTHERWISE.entrySet().stream().filter(known -> words.contains(known.getKey()))
                .map(Map.Entry::getValue).findFirst().orElse("a JSON value");
    }
}
