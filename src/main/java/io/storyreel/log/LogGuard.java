package io.storyreel.log;

import java.util.logging.Filter;
import java.util.logging.LogRecord;

import io.quarkus.logging.LoggingFilter;
import io.storyreel.fault.OutOfMemoryExit;
import io.storyreel.fault.LogThrottle;
import io.storyreel.journal.LogScope;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Stands before every log: whatever a library or a stranger's text brings, each message is one line without a control
 * character and without a secret, of the story that its thread works on ({@link LogScope}); and what libraries repeat passes {@link LogThrottle once a minute}.
 */
@LoggingFilter(name = "storyreel")
public final class LogGuard implements Filter {

    private final Filter repetitions;

    private volatile Secrets secrets;

    /** With the secrets among the app's settings. */
    public LogGuard() {
        this(null);
    }

    LogGuard(Secrets secrets) {
        this.secrets = secrets;
        this.repetitions = new LogThrottle();
    }

    @Override
    public boolean isLoggable(LogRecord line) {
        // What threads of libraries meet is seen here or nowhere.
        OutOfMemoryExit.endIfBehind(line.getThrown());
        if (!repetitions.isLoggable(line)) {
            return false;
        }
        if (line instanceof ExtLogRecord ours) {
            LogScope.mark(ours);
        }
        makeSafe(line);
        return true;
    }

    private void makeSafe(LogRecord line) {
        String said = line instanceof ExtLogRecord ours ? ours.getFormattedMessage() : line.getMessage();
        String safe = safe(said);
        if (safe != said) {
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
