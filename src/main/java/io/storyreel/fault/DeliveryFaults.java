package io.storyreel.fault;

import java.time.Duration;

import io.storyreel.text.RootCause;

/** The faults this stage knows, each with its code and whether time may mend it. */
public final class DeliveryFaults {

    private DeliveryFaults() {
    }

    /** The media host did not hand out the video this time. */
    public static StoryFault unavailable(String message, Throwable cause) {
        return StoryFault.passing(StoryError.of(ErrorCode.VIDEO_UNAVAILABLE, Stage.DELIVER, message), cause);
    }

    /** The media host answered, but not with a video; it may have said when to ask again, else null. */
    public static StoryFault unavailable(String message, int httpStatus, Duration retryAfter) {
        return StoryFault.passingAfter(
                new StoryError(ErrorCode.VIDEO_UNAVAILABLE, message, Stage.DELIVER, httpStatus), retryAfter);
    }

    /** The address is not one we fetch from; only a changed setting mends that. */
    public static StoryFault refused(String message) {
        return StoryFault.lasting(StoryError.of(ErrorCode.VIDEO_URL_REFUSED, Stage.DELIVER, message));
    }

    /** What came is not a whole mp4; the host may have a better one next time. */
    public static StoryFault invalid(String message) {
        return StoryFault.passing(StoryError.of(ErrorCode.VIDEO_INVALID, Stage.DELIVER, message), null);
    }

    /** The video is larger than the settings allow, however often it is fetched. */
    public static StoryFault tooLarge(String message) {
        return StoryFault.lasting(StoryError.of(ErrorCode.VIDEO_INVALID, Stage.DELIVER, message));
    }

    /** Our own disk or the object store did not do its part. */
    public static StoryFault storage(String message, Throwable cause) {
        return StoryFault.passing(StoryError.of(ErrorCode.STORAGE_FAILED, Stage.DELIVER, message), cause);
    }

    /** At the place there is what is not this request's; that stays, whatever is tried. */
    public static StoryFault occupied(String uri, String by) {
        return StoryFault.lasting(StoryError.of(ErrorCode.STORAGE_FAILED, Stage.DELIVER, "At " + uri + " there is " + by
                + ", which is not replaced: move it away and retry, or give the next request another output.key"));
    }

    /** Something nobody has foreseen; the next attempt may meet it or not. */
    public static StoryFault unforeseen(Throwable fault) {
        return StoryFault.passing(StoryError.of(ErrorCode.STORAGE_FAILED, Stage.DELIVER,
                "Delivering met a fault that Storyreel does not know: " + RootCause.of(fault)), fault);
    }

    /** The request asks for a place in the bucket that cannot be. */
    public static StoryFault badRequest(String message) {
        return StoryFault.lasting(StoryError.of(ErrorCode.INVALID_REQUEST, Stage.DELIVER, message));
    }
}
