package io.storyreel.ledger.sql;

import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.story.Origin;
import io.storyreel.story.Step;
import io.storyreel.story.StepProgress;
import io.storyreel.story.StoredVideo;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.springframework.jdbc.core.RowMapper;

/** Reads a row of the table {@code story} into a {@link Story}. */
final class StoryRow implements RowMapper<Story> {

    private final ObjectMapper json;

    StoryRow(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public Story mapRow(ResultSet row, int number) throws SQLException {
        try {
            return new Story(row.getString("request_id"),
                    StoryState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                    row.getString("content_sha256"), object(row, "request"),
                    json.readValue(row.getString("origin"), Origin.class), row.getString("dialect"),
                    row.getString("callback_batch_id"),
                    row.getString("story_id"), row.getInt("attempts"), row.getInt("not_found"),
                    row.getInt("deliveries"), row.getObject("progress", Integer.class),
                    row.getBigDecimal("used_credits"), row.getBigDecimal("estimated_credits"), object(row, "service"),
                    row.getString("video_url"),
                    time(row, "compose_at"), time(row, "composed_at"), time(row, "deadline_at"), error(row),
                    video(row), time(row, "received_at"), time(row, "submitted_at"), time(row, "finished_at"),
                    time(row, "report_at"), time(row, "reported_at"), stepProgress(row), row.getString("lease_owner"));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("the ledger's row " + row.getString("request_id") + " holds broken JSON", e);
        }
    }

    private ObjectNode object(ResultSet row, String column) throws SQLException, JsonProcessingException {
        String text = row.getString(column);
        return text == null ? null : (ObjectNode) json.readTree(text);
    }

    private StepProgress stepProgress(ResultSet row) throws SQLException, JsonProcessingException {
        Step step = Step.of(row.getString("step"));
        String scenes = row.getString("edited_scenes");
        return step == null ? null : new StepProgress(step, row.getBoolean("check_first"), object(row,
                "edited_storyboard"), scenes == null ? null : json.readTree(scenes));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static StoryError error(ResultSet row) throws SQLException {
        String code = row.getString("error_code");
        return code == null ? null
                : new StoryError(ErrorCode.valueOf(code), row.getString("error_message"),
                        Stage.valueOf(row.getString("error_stage").toUpperCase(Locale.ROOT)),
                        row.getObject("error_http_status", Integer.class));
    }

    private static StoredVideo video(ResultSet row) throws SQLException {
        String sha256 = row.getString("video_sha256");
        return sha256 == null ? null
                : new StoredVideo(row.getString("bucket"), row.getString("object_key"), row.getLong("video_size"),
                        sha256, row.getString("video_etag"));
    }
}
