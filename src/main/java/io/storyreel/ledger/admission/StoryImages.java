package io.storyreel.ledger.admission;

import java.io.UncheckedIOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.ImageVersion;
import io.storyreel.story.StoryRequest;
import jakarta.enterprise.context.ApplicationScoped;

/** What the image files of requests were when these were taken up. Most requests have none, and no row here. */
@ApplicationScoped
public class StoryImages {

    private static final String INSERT = "INSERT INTO story_images (request_id, images) VALUES (:id, :images)";

    private static final String BY_ID = "SELECT images FROM story_images WHERE request_id = :id";

    private static final TypeReference<List<ImageVersion>> VERSIONS = new TypeReference<>() { };

    private final Sql sql;

    private final ObjectMapper json;

    StoryImages(Sql sql, ObjectMapper json) {
        this.sql = sql;
        this.json = json;
    }

    /** Keeps them with a request that is being taken up, within that transaction. */
    void keep(StoryRequest request) {
        if (!request.images().isEmpty()) {
            sql.changed(INSERT, Sql.with("id", request.requestId()).addValue("images", sql.text(request.images())));
        }
    }

    /** In the order the request lists its image files; empty where it has none. */
    public List<ImageVersion> of(String requestId) {
        List<String> found = sql.values(BY_ID, Sql.with("id", requestId), String.class);
        try {
            return found.isEmpty() ? List.of() : json.readValue(found.get(0), VERSIONS);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("the ledger's images of " + requestId + " are broken JSON", e);
        }
    }
}
