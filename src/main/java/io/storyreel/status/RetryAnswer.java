package io.storyreel.status;

/** What whoever says retry is told. */
public enum RetryAnswer {

    GOES_ON(202, "{\"message\":\"it goes on\"}"),

    UNKNOWN_REQUEST(404, "{\"message\":\"there is no story with this request_id\"}"),

    UNKNOWN_STORY(404, "{\"code\":\"STORY_NOT_FOUND\",\"message\":\"the service knows no such story\"}"),

    NOT_ALLOWED(409, "{\"message\":\"only a failed or an uncertain story is retried, and a story of the service belongs"
            + " to one request\"}"),

    SERVICE_AWAY(503, "{\"code\":\"API_UNAVAILABLE\",\"message\":\"the service could not be asked for this story,"
            + " please try again\"}");

    private final int httpStatus;
    private final String body;

    RetryAnswer(int httpStatus, String body) {
        this.httpStatus = httpStatus;
        this.body = body;
    }

    /** As the API has it. */
    public int httpStatus() {
        return httpStatus;
    }

    /** JSON. */
    public String body() {
        return body;
    }
}
