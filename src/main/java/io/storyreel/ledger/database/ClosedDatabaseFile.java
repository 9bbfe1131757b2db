package io.storyreel.ledger.database;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.text.RootCause;

/**
 * What is done where H2 has closed its file under us, so that commits may be forgotten of which this process knows: one
 * line, and it ends at once. Nothing was acted on that is not in the file; so it is as after a kill, and whoever looks
 * after the process starts it again.
 */
final class ClosedDatabaseFile {

    /** Told apart from a wrong setting (2) and from memory that ran out (3). */
    static final int EXIT_CODE = 4;

    private static final StoryLog LOG = StoryLog.of("storyreel.ledger");

    /** The first to meet it tells of it. */
    private static final ReentrantLock ENDING = new ReentrantLock();

    private ClosedDatabaseFile() {
    }

    static void end(SQLException why) {
        try {
            // Others that meet it meanwhile wait for the line, but not for ever.
            if (ENDING.tryLock(2, TimeUnit.SECONDS) && ENDING.getHoldCount() == 1) {
                LOG.error(LogEvent.LEDGER_CLOSED,
                        "the ledger's file was closed by a fault, {}: Storyreel ends with exit code {}. Nothing is"
                        + " lost that was acted on: make room on its disk, where that is what it lacks, and start it"
                        + " again", RootCause.of(why), EXIT_CODE);
            }
        } catch (InterruptedException e) {
            // It ends all the same.
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
