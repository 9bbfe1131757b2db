package io.storyreel.journal;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import io.storyreel.log.LogGuard;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StoryLogTest {

    private static final Subject STORY = Subject.of("r-1", "s-1");

    private final List<ExtLogRecord> lines = new CopyOnWriteArrayList<>();

    private final Logger root = Logger.getLogger("");

    private final Handler listener = new Handler() {
        private final LogGuard guard = new LogGuard();

        @Override
        public void publish(LogRecord line) {
            if (String.valueOf(line.getLoggerName()).startsWith("told.") && guard.isLoggable(line)) {
                ExtLogRecord told = ExtLogRecord.wrap(line);
                told.copyMdc();
                lines.add(told);
            }
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    private final StoryLog log = StoryLog.of("told.by-us");

    @BeforeEach
    void listen() {
        root.addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        root.removeHandler(listener);
        LogScope.leave();
    }

    @Test
    void aLineAboutAStoryBeginsWithItsRequestAndNamesEventRequestAndStory() {
        log.info(LogEvent.STORY_DELIVERED, STORY, "delivered, {} bytes", 7);

        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage()).isEqualTo("r-1: delivered, 7 bytes");
            assertThat(line.getMdcCopy()).containsOnly(entry("event", "story.delivered"),
                    entry("request_id", "r-1"), entry("story_id", "s-1"));
        });
    }

    @Test
    void nothingIsLeftBehindALine() {
        log.info(LogEvent.STORY_DELIVERED, STORY, "delivered");
        log.warn(LogEvent.LEDGER_AWAY, "work waits");
        LoggerFactory.getLogger("told.by-a-library").warn("something else");

        assertThat(lines).extracting(line -> new TreeSet<>(line.getMdcCopy().keySet()).toString())
                .containsExactly("[event, request_id, story_id]", "[event]", "[]");
        assertThat(MDC.copy()).isEmpty();
    }

    @Test
    void whatIsSaidWhileAStoryIsWorkedOnNamesIt() {
        LogScope.enter(STORY);
        log.warn(LogEvent.WORK_PUT_OFF, "put off");
        LoggerFactory.getLogger("told.by-a-library").warn("slow");
        log.info(LogEvent.STORY_MADE, Subject.of("r-1"), "made");
        log.info(LogEvent.STORY_ACCEPTED, Subject.of("r-2"), "another one");
        LogScope.leave();
        LoggerFactory.getLogger("told.by-a-library").warn("idle");

        assertThat(lines).extracting(line -> line.getMdc("request_id"))
                .containsExactly("r-1", "r-1", "r-1", "r-2", null);
        assertThat(lines).extracting(line -> line.getMdc("story_id")).containsExactly("s-1", "s-1", "s-1", null, null);
    }

    /** A client of a broker makes its thread when it sends its first message, and keeps it for good. */
    @Test
    void aThreadThatIsMadeMeanwhileDoesNotTakeTheStoryForItsOwn() throws InterruptedException {
        LogScope.enter(STORY);
        Thread made = new Thread(() -> LoggerFactory.getLogger("told.by-a-library").warn("the broker is away"));
        made.start();
        made.join();

        assertThat(lines).singleElement().satisfies(line -> assertThat(line.getMdcCopy()).isEmpty());
    }
}
