package io.storyreel.track;

import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.StoryLedger;
import io.storyreel.service.ApiAnswer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
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

    Tracked(StoryLedger ledger, ObjectMapper json) {
        this.ledger = ledger;
        this.json = json;
    }

    /** generating to delivering. */
    public void made(@Body Map<String, Object> joined) throws JsonProcessingException {
        ObjectNode service = service(joined);
        String requestId = (String) joined.get(JoinEvents.REQUEST_ID);
        if (ledger.delivering(requestId, (String) joined.get(JoinEvents.BATCH_ID), service.path("video_url").asText(),
                service, ApiAnswer.credits(service))) {
            LOG.info("{}: the video is made, delivering", requestId);
        }
    }

    /** generating to failed, with the service's own words. */
    public void failed(@Body Map<String, Object> joined) throws JsonProcessingException {
        ObjectNode service = service(joined);
        String requestId = (String) joined.get(JoinEvents.REQUEST_ID);
        String words = service.path("message").asText("");
        StoryError error = StoryError.of(ErrorCode.GENERATION_FAILED, Stage.TRACK, words.isBlank()
                ? "the service could not make the video and did not say why" : words);
        if (ledger.generationFailed(requestId, (String) joined.get(JoinEvents.BATCH_ID), service,
                ApiAnswer.credits(service), error)) {
            LOG.warn("{}: the service failed to make it: {}", requestId, error.message());
        }
    }

    private ObjectNode service(Map<String, Object> joined) throws JsonProcessingException {
        return (ObjectNode) json.readTree((String) joined.get(JoinEvents.SERVICE));
    }
}
