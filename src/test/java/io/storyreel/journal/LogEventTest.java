package io.storyreel.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The names of events are an interface: docs/operations.md tells them all. */
class LogEventTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+\\.[a-z_]+)` \\| \\S.* \\|$");

    @Test
    void theTableOfTheDocumentationNamesEachEventOnceInOrder() throws IOException {
        String page = Files.readString(Path.of("docs/operations.md"));

        List<String> told = ROW.matcher(page).results().map(MatchResult::group)
                .map(row -> row.replaceAll("^\\| `|` .*", "")).toList();

        assertThat(told).isEqualTo(Stream.of(LogEvent.values()).map(LogEvent::wireName).toList());
    }

    @Test
    void eachHasANameOfItsOwn() {
        assertThat(Stream.of(LogEvent.values()).map(LogEvent::wireName)).doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).matches("[a-z_]+\\.[a-z_]+"));
    }
}
