package io.storyreel.page;

import java.util.concurrent.Semaphore;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Unremovable;
import io.storyreel.download.Pictures;
import io.storyreel.fault.StoryFault;
import io.storyreel.ledger.StoryQueries;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands out the pictures of a storyboard: a browser asks us for them, and never the host they lie on. */
@ApplicationScoped
@Named("pictureService")
@Unremovable
public class PictureService {

    private static final Logger LOG = LoggerFactory.getLogger("storyreel.status");

    /** Pictures that are held at once. */
    private static final int PLACES = 4;

    private final Semaphore places = new Semaphore(PLACES, true);

    private final StoryQueries queries;
    private final Pictures pictures;
    private final ObjectMapper json;

    PictureService(StoryQueries queries, Pictures pictures, ObjectMapper json) {
        this.queries = queries;
        this.pictures = pictures;
        this.json = json;
    }

    /**
     * The picture of that number. Sets {@code httpStatus} to 200, 404 where there is none or 502 where its host does
     * not give it, and for 200 {@code contentType}.
     */
    public byte[] picture(@ExchangeProperty("requestId") String requestId, @ExchangeProperty("number") String number,
            Exchange exchange) throws InterruptedException {
        exchange.setProperty("httpStatus", 404);
        String address = number.matches("[0-9]{1,3}") ? queries.story(requestId)
                .map(story -> new Storyboard(story, json.createObjectNode()).picture(Integer.parseInt(number)))
                .orElse(null) : null;
        if (address == null) {
            return new byte[0];
        }
        exchange.setProperty("httpStatus", 502);
        places.acquire();
        try {
            byte[] picture = pictures.fetch(address);
            String type = PictureType.of(picture);
            if (type != null) {
                exchange.setProperty("httpStatus", 200);
                exchange.setProperty("contentType", type);
                return picture;
            }
            LOG.info("{}: picture {} of its storyboard is none that a page may show", requestId, number);
        } catch (StoryFault e) {
            LOG.info("{}: picture {} of its storyboard is not shown: {}", requestId, number, e.error().message());
        } finally {
            places.release();
        }
        return new byte[0];
    }
}
