package io.storyreel.intake;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.images.ImageLimits;
import io.storyreel.images.ImageLocation;
import io.storyreel.images.ImageSource;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.ImageReading;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.RequestDigest;
import io.storyreel.request.RequestItem;
import io.storyreel.request.rules.RequestRules;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.StoryRequest;
import jakarta.enterprise.context.ApplicationScoped;

/** Turns a document that its schema has accepted into requests for the ledger: all of them, or none. */
@ApplicationScoped
public class RequestDocument {

    private final RequestRules rules;

    private final ImageLimits limits;

    public RequestDocument(RequestRules rules, StoryreelSettings settings) {
        this.rules = rules;
        this.limits = ImageLimits.of(settings);
    }

    /**
     * Checks every request of the document and gives each its id.
     *
     * @param document valid by the request schema; whole numbers in it are written as such ({@code 5.0} becomes 5)
     * @param location where its image files have to be
     * @param images where they are read from
     * @param contentOf what was asked under an id that is taken already: looked at before an image is read, so that a
     *        document that comes again with other fields costs little
     * @return the requests in their order
     * @throws InvalidRequest where one is bad, naming the bad fields of all of them
     * @throws IOException where images could not be read just now: the document can be tried again
     */
    public List<StoryRequest> requests(JsonNode document, ImageLocation location, ImageSource images,
            Function<String, Optional<String>> contentOf)
            throws InvalidRequest, IOException {
        List<StoryRequest> taken = new ArrayList<>();
        List<FieldProblem> problems = new ArrayList<>();
        for (RequestItem item : RequestItem.in(document)) {
            List<FieldProblem> ofItem = rules.problemsOf(item, location);
            problems.addAll(ofItem);
            if (ofItem.isEmpty()) {
                try {
                    taken.add(taken(item, new ImageReading(images, limits), contentOf));
                } catch (InvalidRequest e) {
                    problems.addAll(e.problems());
                }
            }
            if (problems.size() >= InvalidRequest.MOST) {
                break;
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidRequest(problems);
        }
        return taken;
    }

    private StoryRequest taken(RequestItem item, ImageReading images,
            Function<String, Optional<String>> contentOf) throws InvalidRequest, IOException {
        ObjectNode request = item.request();
        boolean asks = request.has("request_id") && !item.imageFiles().isEmpty();
        RequestDigest digest = RequestDigest.of(item, images,
                asks ? contentOf.apply(request.path("request_id").asText()) : Optional.empty());
        if (item.isResume()) {
            return new StoryRequest(request.path("request_id").asText(), digest.content(), request,
                    rules.dialect());
        }
        writeWholeNumbers(request);
        RequestItem.STAGES.forEach(stage -> writeWholeNumbers(request.path("stages").path(stage)));
        return new StoryRequest(request.path("request_id").asText(digest.derivedId()), digest.content(), request,
                digest.images(), rules.dialect());
    }

    /** The numbers among our own fields are whole by the schema, for which 5.0 is 5; the service may differ. */
    private static void writeWholeNumbers(JsonNode fields) {
        if (fields instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                if (field.getValue().isBigDecimal() || field.getValue().isDouble()) {
                    field.setValue(whole(field.getValue().decimalValue().toBigIntegerExact()));
                }
            });
        }
    }

    private static JsonNode whole(BigInteger number) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return number.bitLength() < Integer.SIZE ? nodes.numberNode(number.intValue()) : nodes.numberNode(number);
    }
}
