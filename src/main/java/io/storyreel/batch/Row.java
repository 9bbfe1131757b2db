package io.storyreel.batch;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.request.FieldProblem;

/**
 * One request of a file, as it stands there.
 *
 * @param line where it begins, from 1
 * @param request its fields; null where they could not be read
 * @param problems what is wrong already, with JSON pointers
 */
record Row(int line, JsonNode request, List<FieldProblem> problems) {
}
