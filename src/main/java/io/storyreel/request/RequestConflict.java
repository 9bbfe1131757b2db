package io.storyreel.request;

/** A request whose id has been given to other content: it is refused, and the document with it. */
public class RequestConflict extends Exception {

    private static final long serialVersionUID = 1L;

    private final String requestId;

    public RequestConflict(String requestId, String pointer) {
        this(requestId, pointer, "");
    }

    /**
     * @param pointer what stands before the name of the field: where the request is
     * @param others what is to be said of further ones
     */
    public RequestConflict(String requestId, String pointer, String others) {
        super(pointer + "request_id: \"" + requestId + "\" was given to another request before, with other content; "
                + "the same id is paid for once, ever: give this request an id of its own" + others, null, false,
                false);
        this.requestId = requestId;
    }

    /** The id that is taken. */
    public String requestId() {
        return requestId;
    }
}
