package io.storyreel.ledger.database;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.fault.OutOfMemoryExit;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.claim.Claims;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;
import io.storyreel.text.RootCause;
import jakarta.inject.Singleton;
import org.h2.api.ErrorCode;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.UncategorizedDataAccessException;

/** Whether the ledger answers, told in one line when that changes, and what that means for the leases in it. */
@Singleton
public class LedgerAvailability {

    private static final StoryLog LOG = StoryLog.of("storyreel.ledger");

    /** How long a silent process keeps its claims: {@link Claims} writes it, and an absence gives it once more. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    private static final Set<String> OF_THE_DATA = Set.of("21", "22", "23", "42", "44", "54");

    /** PostgreSQL's SQLSTATE {@code lock_not_available}. */
    private static final String NO_LOCK = "55P03";

    private final Clock clock;

    /** When it last did not answer; null where leases need no such thought. */
    private volatile Instant lastAway;

    private volatile boolean away;

    public LedgerAvailability(Clock clock, StoryreelSettings settings) {
        this.clock = clock;
        // Of the time before our start nothing is known, and it may have been the ledger that kept us from starting.
        this.lastAway = settings.db().kind() == DbKind.POSTGRESQL ? clock.instant() : null;
    }

    /** It has answered. */
    public void kept() {
        if (away) {
            away = false;
            LOG.info(LogEvent.LEDGER_BACK, "the ledger is there again, work goes on");
        }
    }

    /** What is to be thrown for a fault: {@link LedgerUnavailable}, unless it is our own or the data's. */
    public RuntimeException lost(RuntimeException fault) {
        // An embedded database shares our memory: that is not its absence, and it would wait for ever.
        OutOfMemoryExit.endIfBehind(fault);
        if (fault instanceof LedgerUnavailable || isOurs(fault)) {
            return fault;
        }
        if (fault instanceof ConcurrencyFailureException || isOvertaken(fault)) {
            return new LedgerUnavailable("the ledger is busy: " + RootCause.of(fault));
        }
        LedgerUnavailable gone = new LedgerUnavailable("the ledger is out of reach: " + RootCause.of(fault));
        lastAway = clock.instant();
        if (!away) {
            away = true;
            LOG.warn(LogEvent.LEDGER_AWAY, "{}; work waits for it", gone.getMessage());
        }
        return gone;
    }

    /**
     * Whether the same would fail again however long one waited: the statement or its data are to blame. A fault of
     * which nothing is known, as H2's of its file, is the database's.
     */
    private static boolean isOurs(RuntimeException fault) {
        return fault instanceof NonTransientDataAccessException
                && !(fault instanceof NonTransientDataAccessResourceException)
                && !(fault instanceof UncategorizedDataAccessException) || isOfTheData(fault);
    }

    /**
     * What Spring does not know, or not of a statement for many rows: H2's words for a row that another transaction was
     * faster with and for a lock that was not to be had in time, and PostgreSQL's for the latter.
     */
    private static boolean isOvertaken(RuntimeException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && (sql.getErrorCode() == ErrorCode.CONCURRENT_UPDATE_1
                    || sql.getErrorCode() == ErrorCode.LOCK_TIMEOUT_1 || NO_LOCK.equals(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** By the standard's classes of SQLSTATE; 54 is PostgreSQL's for what is over a limit, such as an index's row. */
    private static boolean isOfTheData(RuntimeException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return OF_THE_DATA.contains(sql.getSQLState().substring(0, Math.min(2, sql.getSQLState().length())));
            }
        }
        return false;
    }

    /**
     * The leases that had ended by then belong to the dead. While the ledger was away nobody could renew, so its return
     * gives everybody who lives the time of a lease to do so.
     */
    public Instant leaseCutoff() {
        Instant now = clock.instant();
        return lastAway == null || now.isAfter(lastAway.plus(LEASE)) ? now : Instant.EPOCH;
    }
}
