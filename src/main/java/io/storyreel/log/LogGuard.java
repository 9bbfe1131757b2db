package io.storyreel.log;

import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

import io.quarkus.logging.LoggingFilter;
import io.storyreel.fault.LogThrottle;
import io.storyreel.fault.OutOfMemoryExit;
import io.storyreel.journal.LogScope;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Stands before every log: whatever a library or a stranger's text brings, each message is one line without a control
 * character and without a secret, of the story that its thread works on ({@link LogScope}); and what libraries repeat
 * passes {@link LogThrottle once a minute}.
 */
@LoggingFilter(name = "storyreel")
public final class LogGuard implements Filter {

    /** Also an id in hexadecimal digits. */
    private static final Pattern NUMBER = Pattern.compile("[0-9a-f]*[0-9][0-9a-f]*");

    private final LogThrottle repetitions = new LogThrottle();

    private volatile Secrets secrets;

    /** With the secrets among the app's settings. */
    public LogGuard() {
        this(null);
    }

    LogGuard(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public boolean isLoggable(LogRecord line) {
        // What threads of libraries meet is seen here or nowhere.
        OutOfMemoryExit.endIfBehind(line.getThrown());
        if (isRepeated(line)) {
            return false;
        }
        if (line instanceof ExtLogRecord ours) {
            LogScope.mark(ours);
        }
        makeSafe(line);
        return true;
    }

    /**
     * A broker that is away is told of by its client at every attempt, for hours. Numbers and ids in a line do not make
     * it another one. What Storyreel says itself always passes.
     */
    private boolean isRepeated(LogRecord line) {
        String logger = String.valueOf(line.getLoggerName());
        return !logger.startsWith("storyreel") && !logger.startsWith("io.storyreel")
                && !repetitions.shouldLog(logger + line.getLevel() + NUMBER.matcher(String.valueOf(line.getMessage()))
                        .replaceAll("#"), line.getMillis());
    }

    private void makeSafe(LogRecord line) {
        String said = line instanceof ExtLogRecord ours ? ours.getFormattedMessage() : line.getMessage();
        String safe = safe(said);
        if (!safe.equals(said)) {
            if (line instanceof ExtLogRecord ours) {
                ours.setMessage(safe, ExtLogRecord.FormatStyle.NO_FORMAT);
            } else {
                line.setMessage(safe);
            }
            line.setParameters(null);
        }
        if (line.getThrown() != null && !(line.getThrown() instanceof SafeThrowable)) {
            line.setThrown(SafeThrowable.of(line.getThrown(), this::safe));
        }
    }

    private String safe(String text) {
        // Secrets first: an escape could stand in the middle of one.
        return SafeText.of(secrets().mask(text));
    }

    private Secrets secrets() {
        if (secrets == null) {
            secrets = Secrets.in(ConfigProvider.getConfig());
        }
        return secrets;
    }
}
