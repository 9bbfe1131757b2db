package io.storyreel.track;

import java.time.Clock;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.fault.Backoff;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.HouseFaults;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.StoryLedger;
import io.storyreel.service.ServiceStory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows from a join that is whole. The ledger's guarded UPDATE decides, so a join that comes twice acts once. */
@ApplicationScoped
@Named("tracked")
@Unremovable
public class Tracked {

    private static final Logger LOG = LoggerFactory.getLogger("storyreel.track");

    private final StoryLedger ledger;
    private final ObjectMapper json;
    private final Backoff backoff;
    private final Clock clock;

    Tracked(StoryLedger ledger, ObjectMapper json, Backoff backoff, Clock clock) {
        this.ledger = ledger;
        this.json = json;
        this.backoff = backoff;
        this.clock = clock;
    }

    /** generating to delivering. */
    public void made(@Body Map<String, Object> joined) throws JsonProcessingException {
        ObjectNode service = service(joined);
        String requestId = (String) joined.get(JoinEvents.REQUEST_ID);
        if (ledger.delivering(requestId, (String) joined.get(JoinEvents.BATCH_ID), new ServiceStory(service).videoUrl(),
                service, new ServiceStory(service).credits())) {
            LOG.info("{}: the video is made, delivering", requestId);
        }
    }

    /** generating to failed, with the service's own words. */
    public void failed(@Body Map<String, Object> joined) throws JsonProcessingException {
        ObjectNode service = service(joined);
        String requestId = (String) joined.get(JoinEvents.REQUEST_ID);
        String words = new ServiceStory(service).message();
        StoryError error = StoryError.of(ErrorCode.GENERATION_FAILED, Stage.TRACK, words.isBlank()
                ? "the service could not make the video and did not say why" : words);
        if (ledger.generationFailed(requestId, (String) joined.get(JoinEvents.BATCH_ID), service,
                new ServiceStory(service).credits(), error)) {
            LOG.warn("{}: the service failed to make it: {}", requestId, error.message());
        }
    }

    /**
     * Something nobody has foreseen broke: the story is asked after again, which makes the same events again, until its
     * deadline.
     */
    public void broken(@Body Map<String, Object> joined, @ExchangeProperty("CamelExceptionCaught") Exception cause) {
        String requestId = (String) joined.get(JoinEvents.REQUEST_ID);
        StoryError error = StoryError.of(ErrorCode.API_UNAVAILABLE, Stage.TRACK,
                "Storyreel itself could not go on: " + HouseFaults.unforeseen(cause));
        ledger.joinAgain(requestId, (String) joined.get(JoinEvents.BATCH_ID), error,
                clock.instant().plus(backoff.longest()));
        LOG.warn("{}: {}; asked after again", requestId, error.message());
    }

    private ObjectNode service(Map<String, Object> joined) throws JsonProcessingException {
        return (ObjectNode) json.readTree((String) joined.get(JoinEvents.SERVICE));
    }
}
