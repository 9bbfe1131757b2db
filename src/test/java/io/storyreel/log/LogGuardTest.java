package io.storyreel.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.logging.LogRecord;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

class LogGuardTest {

    private static final String FOREIGN = "\u001b[31mred\r\n12:00 INFO  paid \u202e \u009b key-nobody-may-see";

    private static final String SHOWN = "\\u001b[31mred\\r\\n12:00 INFO  paid \\u202e \\u009b ***";

    private final LogGuard guard = new LogGuard(new Secrets(List.of("key-nobody-may-see")));

    @Test
    void aMessageIsOneLineWhateverIsFilledIntoIt() {
        ExtLogRecord line = new ExtLogRecord(Level.INFO, "story {0} and {1}", FormatStyle.MESSAGE_FORMAT, "x");
        line.setParameters(new Object[] {FOREIGN, "{2}"});
        line.setLoggerName("storyreel.track");

        assertThat(shown(line)).isEqualTo("story " + SHOWN + " and {2}\n");
    }

    @Test
    void aMessageOfTheStandardLibraryIsTooThen() {
        LogRecord line = new LogRecord(Level.INFO, FOREIGN);
        line.setLoggerName("storyreel.track");

        assertThat(guard.isLoggable(line)).isTrue();
        assertThat(line.getMessage()).isEqualTo(SHOWN);
    }

    @Test
    void theWordsOfAFaultAndOfWhatLiesBehindItAreSafeAndItsTraceIsKept() {
        IOException fault = new IOException(FOREIGN, new IllegalStateException(FOREIGN));
        fault.addSuppressed(new IOException(FOREIGN));
        ExtLogRecord line = new ExtLogRecord(Level.ERROR, "broken", FormatStyle.NO_FORMAT, "x");
        line.setLoggerName("storyreel");
        line.setThrown(fault);

        String shown = shown(line);

        assertThat(shown).contains("java.io.IOException: " + SHOWN, "Caused by: ", "IllegalStateException: " + SHOWN,
                "Suppressed: ", "at " + getClass().getName()).doesNotContain("key-nobody-may-see");
        assertThat(shown.chars().filter(c -> c != '\n' && c != '\t')).allMatch(c -> c >= ' ' && c < 0x7f);
        assertThat(shown.lines().skip(1)).allMatch(one -> one.isBlank() || one.matches("\\s+.*|Caused by: .*"));
    }

    @Test
    void faultsThatAreChainedInARingAreToldAndEnd() {
        RuntimeException one = new RuntimeException("one");
        one.initCause(new RuntimeException("two", one));
        ExtLogRecord line = new ExtLogRecord(Level.ERROR, "broken", FormatStyle.NO_FORMAT, "x");
        line.setLoggerName("storyreel");
        line.setThrown(one);

        assertThat(shown(line)).contains("one", "two");
    }

    @Test
    void whatLibrariesRepeatPassesOnceAMinuteAndWhatWeSayAlways() {
        assertThat(List.of(passes("org.library"), passes("org.library"), passes("storyreel"), passes("storyreel")))
                .containsExactly(true, false, true, true);
    }

    private boolean passes(String logger) {
        ExtLogRecord line = new ExtLogRecord(Level.WARN, "again", FormatStyle.NO_FORMAT, "x");
        line.setLoggerName(logger);
        return guard.isLoggable(line);
    }

    private String shown(ExtLogRecord line) {
        assertThat(guard.isLoggable(line)).isTrue();
        return new PatternFormatter("%s%e%n").format(line);
    }
}
