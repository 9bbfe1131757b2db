package io.storyreel.page;

import static io.storyreel.exchange.PropertyNames.CONTENT_TYPE;
import static io.storyreel.exchange.PropertyNames.HTTP_STATUS;
import static io.storyreel.exchange.PropertyNames.NUMBER;
import static io.storyreel.exchange.PropertyNames.REQUEST_ID;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Unremovable;
import io.storyreel.download.Pictures;
import io.storyreel.fault.StoryFault;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.journal.Subject;
import io.storyreel.ledger.query.StoryQueries;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** Hands out the pictures of a storyboard: a browser asks us for them, and never the host they lie on. */
@ApplicationScoped
@Named("pictureService")
@Unremovable
public class PictureService {

    private static final StoryLog LOG = StoryLog.of("storyreel.status");

    /** Pictures that are held at once. */
    private static final int PERMITS = 4;

    /** Seconds that one who finds them taken waits. */
    private static final int PATIENCE = 3;

    /** Seconds for all of a picture: a host that sends a byte now and then would keep a place for good. */
    private static final int LONGEST = 20;

    private final Semaphore permits = new Semaphore(PERMITS, true);

    private final ExecutorService fetching = Executors.newFixedThreadPool(PERMITS, fetch -> {
        Thread thread = new Thread(fetch, "picture");
        thread.setDaemon(true);
        return thread;
    });

    private final StoryQueries queries;
    private final Pictures pictures;
    private final ObjectMapper json;

    PictureService(StoryQueries queries, Pictures pictures, ObjectMapper json) {
        this.queries = queries;
        this.pictures = pictures;
        this.json = json;
    }

    /**
     * The picture of that number. Sets {@code httpStatus} to 200, 404 where there is none, 502 where its host does
     * not give it in {@value #LONGEST} seconds or 503 where others wait for too many, and for 200 {@code contentType}.
     */
    public byte[] picture(@ExchangeProperty(REQUEST_ID) String requestId, @ExchangeProperty(NUMBER) String number,
            Exchange exchange) throws InterruptedException {
        exchange.setProperty(HTTP_STATUS, 404);
        String address = number.matches("[0-9]{1,3}") ? queries.story(requestId)
                .map(story -> new Storyboard(story, json.createObjectNode()).picture(Integer.parseInt(number)))
                .orElse(null) : null;
        if (address == null) {
            return new byte[0];
        }
        if (!permits.tryAcquire(PATIENCE, TimeUnit.SECONDS)) {
            exchange.setProperty(HTTP_STATUS, 503);
            return new byte[0];
        }
        exchange.setProperty(HTTP_STATUS, 502);
        Future<byte[]> fetched = fetching.submit(() -> {
            try {
                return pictures.fetch(address);
            } finally {
                permits.release();
            }
        });
        try {
            byte[] picture = fetched.get(LONGEST, TimeUnit.SECONDS);
            String type = PictureType.of(picture);
            if (type != null) {
                exchange.setProperty(HTTP_STATUS, 200);
                exchange.setProperty(CONTENT_TYPE, type);
                return picture;
            }
            LOG.info(LogEvent.PICTURE_MISSING, Subject.of(requestId),
                    "picture {} of its storyboard is none that a page may show", number);
        } catch (TimeoutException e) {
            LOG.info(LogEvent.PICTURE_MISSING, Subject.of(requestId),
                    "picture {} of its storyboard did not come within {} s", number, LONGEST);
        } catch (ExecutionException e) {
            LOG.info(LogEvent.PICTURE_MISSING, Subject.of(requestId), "picture {} of its storyboard is not shown: {}",
                    number, e.getCause() instanceof StoryFault fault ? fault.error().message()
                    : e.getCause().toString());
        } finally {
            // Ends what is still under way; nothing where it has ended.
            fetched.cancel(true);
        }
        return new byte[0];
    }

    @PreDestroy
    void close() {
        fetching.shutdownNow();
    }
}
