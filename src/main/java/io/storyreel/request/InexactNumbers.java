package io.storyreel.request;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import org.erdtman.jcs.NumberToJSON;

/**
 * The numbers of a document that its canonical form (RFC 8785) does not tell apart from their neighbours, because they
 * have more digits than an IEEE double keeps.
 *
 * @param document the document
 */
record InexactNumbers(JsonNode document) {

    /** Their exact values with their places, in an order that does not depend on how the document was written. */
    List<String> texts() {
        TreeMap<String, String> found = new TreeMap<>();
        collect("", document, found);
        List<String> texts = new ArrayList<>();
        found.forEach((pointer, number) -> texts.add(pointer + "=" + number));
        return texts;
    }

    private static void collect(String pointer, JsonNode node, TreeMap<String, String> found) {
        if (node.isNumber()) {
            BigDecimal exact = node.decimalValue();
            if (exact.compareTo(canonical(node.doubleValue())) != 0) {
                found.put(pointer, exact.stripTrailingZeros().toString());
            }
            return;
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(FieldProblem.pointer(pointer, i), node.get(i), found);
        }
        node.properties().forEach(
                member -> collect(FieldProblem.pointer(pointer, member.getKey()), member.getValue(), found));
    }

    private static BigDecimal canonical(double number) {
        try {
            return new BigDecimal(NumberToJSON.serializeNumber(number));
        } catch (IOException e) {
            throw new IllegalArgumentException("not a finite number: " + number, e);
        }
    }
}
