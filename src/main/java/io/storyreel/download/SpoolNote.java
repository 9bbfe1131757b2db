package io.storyreel.download;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.storyreel.http.ContentRange;

/**
 * What is remembered beside a spool file, so that another attempt, after a restart too, knows whose bytes it holds.
 *
 * @param requestId whose video it is
 * @param storyId which story's video; a request that was given another story starts anew
 * @param url the video's address without its query, which may be a signature and is not kept
 * @param etag the host's entity tag, weak or strong, or null
 * @param lastModified the host's Last-Modified, or null
 * @param date when the host answered, or null; tells whether lastModified can be trusted
 * @param length bytes of the whole video, -1 while unknown
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record SpoolNote(String requestId, String storyId, String url, String etag, String lastModified, String date,
        long length) {

    /** What the host said about the video it began to send. */
    static SpoolNote of(String requestId, String storyId, VideoUrl url, VideoResponse answer) {
        return new SpoolNote(requestId, storyId, url.withoutQuery(), answer.header("ETag"),
                answer.header("Last-Modified"), answer.header("Date"), answer.contentLength());
    }

    SpoolNote withLength(long known) {
        return new SpoolNote(requestId, storyId, url, etag, lastModified, date, known);
    }

    /** Whether it speaks of this very video. */
    boolean isFor(String request, String story, VideoUrl address) {
        return request.equals(requestId) && story.equals(storyId) && address.withoutQuery().equals(url);
    }

    /**
     * The validator to send in If-Range, or null where the host gave none that is strong: a weak tag must not be used
     * there, a date only where it is surely older than the answer (RFC 9110 sections 13.1.5 and 8.8.2.2).
     */
    String ifRange() {
        if (etag != null) {
            return etag.startsWith("W/") ? null : etag;
        }
        if (lastModified == null || date == null) {
            return null;
        }
        try {
            ZonedDateTime changed = ZonedDateTime.parse(lastModified, DateTimeFormatter.RFC_1123_DATE_TIME);
            ZonedDateTime answered = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Duration.between(changed, answered).toSeconds() >= 1 ? lastModified : null;
        } catch (DateTimeException notTold) {
            return null;
        }
    }

    /** Whether there is anything to tell by that the rest belongs to what we have. */
    boolean canResume() {
        return ifRange() != null || length >= 0;
    }

    /**
     * Whether an answer 206 goes on exactly where {@code have} bytes end, in the same version of the video. Without a
     * strong validator the whole length must be the same; whatever validator both answers carry must agree.
     */
    boolean isContinuedBy(VideoResponse answer, long have) {
        ContentRange range = ContentRange.parse(answer.header("Content-Range")).orElse(null);
        if (range == null || range.first() != have || !sameOrUntold(etag, answer.header("ETag"))
                || !sameOrUntold(lastModified, answer.header("Last-Modified"))) {
            return false;
        }
        if (answer.contentLength() >= 0 && answer.contentLength() != range.length()) {
            return false;
        }
        boolean sameLength = length >= 0 && range.total() == length;
        boolean lengthUntold = length < 0 || range.total() < 0;
        return sameLength || lengthUntold && ifRange() != null;
    }

    private static boolean sameOrUntold(String before, String now) {
        return before == null || now == null || before.equals(now);
    }
}
