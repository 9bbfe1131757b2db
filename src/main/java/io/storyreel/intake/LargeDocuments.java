package io.storyreel.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.Semaphore;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.OutOfMemoryExit;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.request.InvalidRequest;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.text.RootCause;
import io.storyreel.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;

/**
 * Bounds the memory that documents take while they are read, whatever channel they came by: large ones are taken one at
 * a time, and the small ones in flight together are bounded too. A document that was in flight both of the last two
 * times that the process ended without a stop is refused, or it would end the process after every restart.
 */
@ApplicationScoped
@Named("largeDocuments")
@Unremovable
public class LargeDocuments {

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    /** From so many bytes on (characters of text) a document is large. */
    static final int LARGE = 256 * 1024;

    /** Of the small ones so many bytes are in flight at once. */
    private static final int SMALL_ONES = 4 * LARGE;

    private static final int ENDS = 2;

    /** Exchange property with what is to be given back. */
    private static final String HELD = "documentHeld";

    private final Semaphore oneAtATime = new Semaphore(1, true);

    private final Semaphore small = new Semaphore(SMALL_ONES, true);

    private final InFlightNote note;

    private final UnhandledFaults faults;

    LargeDocuments(StoryreelSettings settings, UnhandledFaults faults) {
        this.note = new InFlightNote(settings.download().spoolDir());
        this.faults = faults;
    }

    /**
     * Waits until there is room for the document.
     *
     * @param document {@code byte[]} or {@code String}; anything else needs no room
     * @throws InvalidRequest where the process has ended twice while it was in flight
     */
    public void take(@Body Object document, Exchange exchange) throws InvalidRequest {
        int size = document instanceof byte[] bytes ? bytes.length
                : document instanceof String text ? text.length() : 0;
        if (size < LARGE) {
            small.acquireUninterruptibly(size);
            exchange.setProperty(HELD, size);
            return;
        }
        oneAtATime.acquireUninterruptibly();
        exchange.setProperty(HELD, size);
        if (ends(document) >= ENDS) {
            throw new InvalidRequest("", "Storyreel has ended twice while it was reading this document of " + size
                    + " bytes, most likely for want of memory: split it into several, or give Storyreel more memory");
        }
    }

    /** Gives the room back, in every case. */
    public void release(Exchange exchange) {
        Integer size = exchange.getProperty(HELD, Integer.class);
        exchange.removeProperty(HELD);
        if (size == null) {
            return;
        }
        if (size < LARGE) {
            small.release(size);
            return;
        }
        try {
            // Where memory ran out the process is about to end, and the note is to be found then.
            if (!OutOfMemoryExit.isBehind(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class))) {
                note.forget();
            }
        } catch (IOException e) {
            tell(e);
        } finally {
            oneAtATime.release();
        }
    }

    /** A stop that cuts a document off says nothing about the document. */
    void stopping(@Observes CamelEvent.CamelContextStoppingEvent event) throws IOException {
        note.forget();
    }

    private int ends(Object document) {
        try {
            return note.begin(digest(document));
        } catch (IOException e) {
            // A full disk must not keep requests out; it is only that a crash over this one would not be known.
            tell(e);
            return 0;
        }
    }

    private void tell(IOException e) {
        if (faults.shouldLog("document-in-flight")) {
            LOG.warn(LogEvent.SPOOL_TROUBLE,
                    "that a large document is being read could not be noted in storyreel.download.spool-dir: {}",
                    RootCause.of(e));
        }
    }

    private static String digest(Object document) {
        MessageDigest digest = Sha256.digest();
        if (document instanceof byte[] bytes) {
            digest.update(bytes);
            return Sha256.hex(digest);
        }
        String text = (String) document;
        for (int i = 0; i < text.length(); i += LARGE) {
            digest.update(text.substring(i, Math.min(text.length(), i + LARGE)).getBytes(StandardCharsets.UTF_8));
        }
        return Sha256.hex(digest);
    }
}
