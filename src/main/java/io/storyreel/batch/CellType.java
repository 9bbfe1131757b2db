package io.storyreel.batch;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.StrictJson;

/** What a cell becomes. What is not of its type stays text, of which the schema says what is wrong. */
enum CellType {

    TEXT {
        @Override
        JsonNode value(String cell) {
            return NODES.textNode(cell);
        }
    },
    NUMBER {
        @Override
        JsonNode value(String cell) {
            if (cell.length() > LONGEST_NUMBER || !JSON_NUMBER.matcher(cell).matches()
                    || Double.isInfinite(Double.parseDouble(cell))) {
                return NODES.textNode(cell);
            }
            if (cell.matches("-?[0-9]+")) {
                BigInteger number = new BigInteger(cell);
                return number.bitLength() < Integer.SIZE ? NODES.numberNode(number.intValue())
                        : NODES.numberNode(number);
            }
            return NODES.numberNode(new BigDecimal(cell));
        }
    },
    BOOLEAN {
        @Override
        JsonNode value(String cell) {
            return "true".equalsIgnoreCase(cell) || "false".equalsIgnoreCase(cell)
                    ? NODES.booleanNode(Boolean.parseBoolean(cell)) : NODES.textNode(cell);
        }
    },
    /** Texts between {@code |}. */
    LIST {
        @Override
        JsonNode value(String cell) {
            ArrayNode list = NODES.arrayNode();
            for (String text : cell.split("\\|", -1)) {
                list.add(text);
            }
            return list;
        }
    },
    /** What has no form of its own in a sheet. */
    JSON {
        @Override
        JsonNode value(String cell) throws InvalidRequest {
            return new StrictJson().read(cell);
        }
    };

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final int LONGEST_NUMBER = 40;

    private static final Pattern JSON_NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]{1,3})?");

    /**
     * The value of a cell that is not empty.
     *
     * @throws InvalidRequest where it has to be JSON and is not
     */
    abstract JsonNode value(String cell) throws InvalidRequest;
}
