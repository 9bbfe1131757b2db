package io.storyreel.fault;

import static io.storyreel.exchange.PropertyNames.RECIPIENT;

import java.time.Clock;

import io.quarkus.arc.Unremovable;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.text.RootCause;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Processor;

/** Tells of faults that no stage has an answer for. A sweep meets the same one every tick: it is told once a minute. */
@ApplicationScoped
@Named("unhandledFaults")
@Unremovable
public class UnhandledFaults implements Processor {

    private static final StoryLog LOG = StoryLog.of("storyreel");

    private final LogThrottle told = new LogThrottle();

    private final Clock clock;

    UnhandledFaults(Clock clock) {
        this.clock = clock;
    }

    /** As {@link #tell}, for a step that is about to be repeated ({@code onRedeliveryRef}). */
    @Override
    public void process(Exchange exchange) {
        tell(exchange, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    }

    /**
     * One line for each route and kind of fault, at most once a minute; where something was on its way out
     * ({@code recipient}), it says where to.
     */
    public void tell(Exchange exchange, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception caught) {
        String root = RootCause.of(caught);
        String recipient = exchange.getProperty(RECIPIENT, String.class);
        String where = recipient == null || root.contains(recipient) ? "" : recipient + ": ";
        // Of that the ledger tells itself, once for all routes.
        if (!(caught instanceof LedgerUnavailable) && shouldLog(exchange.getFromRouteId() + where + root
                .split(":")[0])) {
            LOG.warn(LogEvent.WORK_PUT_OFF, "{}: put off, it is taken up again by itself: {}{}",
                    exchange.getFromRouteId(), where, root);
        }
    }

    /** A fault nobody has foreseen, in one line: {@link RootCause}, and where in our own code it happened. */
    public static String unforeseen(Throwable caught) {
        for (Throwable cause = caught; cause != null; cause = cause.getCause()) {
            for (StackTraceElement place : cause.getStackTrace()) {
                if (place.getClassName().startsWith("io.storyreel.")) {
                    return RootCause.of(caught) + " (" + place.getFileName() + ":" + place.getLineNumber() + ")";
                }
            }
        }
        return RootCause.of(caught);
    }

    /** Whether this was not told within the last minute. */
    public boolean shouldLog(String what) {
        return told.shouldLog(what, clock.millis());
    }
}
