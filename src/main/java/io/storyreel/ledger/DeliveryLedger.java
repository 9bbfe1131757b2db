package io.storyreel.ledger;

import static io.storyreel.ledger.MoveSql.ERROR;
import static io.storyreel.ledger.MoveSql.FINISHED;
import static io.storyreel.ledger.MoveSql.FREED;
import static io.storyreel.ledger.MoveSql.KEPT;
import static io.storyreel.ledger.MoveSql.NO_ERROR;
import static io.storyreel.ledger.MoveSql.OURS;
import static io.storyreel.ledger.MoveSql.TEXT;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.StoredVideo;
import io.storyreel.story.Story;
import io.storyreel.story.StoryEvent.Kind;
import io.storyreel.story.StoryState;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** The moves of stories on their way into the bucket. */
@ApplicationScoped
public class DeliveryLedger {

    private static final String DELIVER_AGAIN = "UPDATE story SET attempts = attempts + 1, due_at = :next" + ERROR
            + FREED + " WHERE state = 'delivering'" + OURS;

    private static final String FRESH_ADDRESS = "UPDATE story SET video_url = :videoUrl WHERE state = 'delivering'"
            + OURS;

    private static final String DELIVERED = "UPDATE story SET state = 'delivered', bucket = :bucket,"
            + " object_key = :key, video_size = :size, video_sha256 = :sha256, video_etag = :etag"
            + FINISHED + NO_ERROR + KEPT + " WHERE state = 'delivering'" + OURS;

    private final Sql sql;
    private final StoryMoves moves;
    private final Clock clock;

    DeliveryLedger(Sql sql, StoryMoves moves, Clock clock) {
        this.sql = sql;
        this.moves = moves;
        this.clock = clock;
    }

    /** delivering stays: tried again at {@code next}. */
    public boolean deliverAgain(Story story, StoryError why, Instant next) {
        return moves.freed(story, WorkKind.DELIVER, null, DELIVER_AGAIN, List.of(),
                Sql.withError(moves.ours(story).addValue("next", Sql.utc(next)), why));
    }

    /** delivering stays: the service now names another address for the video. */
    public boolean freshAddress(Story story, String videoUrl, ObjectNode service) {
        return moves.bothMoved(FRESH_ADDRESS, TEXT, moves.ours(story).addValue("videoUrl", videoUrl)
                .addValue("service", sql.text(service)));
    }

    /** delivering to failed: the video can't be fetched or stored. What it has cost stays. */
    public boolean failed(Story story, StoryError why) {
        return moves.failed(story, StoryState.DELIVERING, List.of(), why);
    }

    /** delivering to delivered: whole and verified in the bucket. Free to be claimed for its report. */
    public boolean delivered(Story story, StoredVideo video) {
        return moves.moved(Kind.DELIVERED, DELIVERED, delivered(story, video, null, clock.instant()))
                && moves.let(story, null, null) && moves.reports();
    }

    /**
     * The same where the caller reports it at once.
     *
     * @return the story under the claim of this process that it now has; empty where somebody else has moved it on
     */
    public Optional<Story> keptDelivered(Story story, StoredVideo video) {
        String kept = moves.newLease();
        // The database keeps microseconds; a report is done only where this time is still the same.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return moves.moved(Kind.DELIVERED, DELIVERED, delivered(story, video, kept, now))
                ? Optional.of(moves.held(story.delivered(kept, video, now))) : Optional.empty();
    }

    private MapSqlParameterSource delivered(Story story, StoredVideo video, String kept, Instant now) {
        return moves.kept(moves.ours(story), kept).addValue("bucket", video.bucket()).addValue("key", video.key())
                .addValue("size", video.size()).addValue("sha256", video.sha256()).addValue("etag", video.etag())
                .addValue("now", Sql.utc(now));
    }
}
