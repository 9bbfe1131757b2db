package io.storyreel.request.rules;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.RequestItem;
import io.storyreel.story.NotBefore;
import io.storyreel.text.Excerpt;

/** {@code not_before}: a date-time that says which one it is, and no further away than anybody plans. */
record NotBeforeRule(RequestItem item) {

    List<FieldProblem> problems(Instant now) {
        JsonNode value = item.request().path(NotBefore.FIELD);
        if (!value.isTextual()) {
            return List.of();
        }
        String quoted = "\"" + new Excerpt(value.textValue(), Excerpt.OF_A_VALUE) + "\" ";
        Optional<Instant> time = NotBefore.parse(value.textValue());
        if (time.isEmpty()) {
            return List.of(item.problem(NotBefore.FIELD, quoted + "is not a date-time with an offset (RFC 3339):"
                    + " write it as 2026-12-24T08:00:00+01:00"));
        }
        Instant latest = now.atOffset(ZoneOffset.UTC).plusYears(1).toInstant();
        return time.get().isAfter(latest)
                ? List.of(item.problem(NotBefore.FIELD, quoted + "is more than a year ahead: at the latest " + latest))
                : List.of();
    }
}
