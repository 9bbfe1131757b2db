package io.storyreel.exchange;

/**
 * The exchange properties that routes and beans share, each with its type. Besides these a channel sets properties of
 * its own whose names begin with {@code origin}, and what a fault leaves behind is named where it is dealt with.
 */
public final class PropertyNames {

    /** {@code Story}: the story that a stage works on, as it was claimed. */
    public static final String STORY = "story";

    /** {@code String}: whose request it is; null where a message does not tell. */
    public static final String REQUEST_ID = "requestId";

    /** {@code Path}: the file of the inbox that is taken up. */
    public static final String FILE = "file";

    /**
     * {@code String}: the inbound channel: {@code inbox}, {@code jms}, {@code kafka}, {@code sqs}, {@code http}, or a
     * further one.
     */
    public static final String CHANNEL = "channel";

    /** {@code ImageLocation}: where the image files that a document names are. */
    public static final String IMAGE_LOCATION = "imageLocation";

    /** {@code byte[] or String}: the message as it came, for its rejection. */
    public static final String RECEIVED = "received";

    /** {@code byte[]}: the key of a Kafka record; null where it has none. */
    public static final String RECEIVED_KEY = "receivedKey";

    /** {@code String}: how the body is packed, as its sender says; null where it is not. */
    public static final String CONTENT_ENCODING = "contentEncoding";

    /** {@code RecordPosition}: which record of Kafka it is. */
    public static final String RECORD_POSITION = "recordPosition";

    /** {@code KafkaManualCommit}: what commits a partition behind a record. */
    public static final String COMMIT = "commit";

    /** {@code boolean}: whether the record is the last of its partition that a poll has brought. */
    public static final String LAST_OF_BATCH = "lastOfBatch";

    /** {@code boolean}: whether a message was handed out by AMQP. */
    public static final String BY_AMQP = "byAmqp";

    /** {@code JsonNode}: a request document, at last with its templates filled in. */
    public static final String DOCUMENT = "document";

    /** {@code boolean}: whether nothing is to be written down. */
    public static final String DRY_RUN = "dryRun";

    /** {@code List of IntakeResult}: what became of the requests of a document. */
    public static final String TAKEN = "taken";

    /** {@code Submission}: the story whose next paid call is to be made. */
    public static final String SUBMISSION = "submission";

    /** {@code OutgoingCall}: the call to the service that comes next. */
    public static final String CALL = "call";

    /** {@code boolean}: whether a call, or what follows from one, is recorded and may go on. */
    public static final String BEGUN = "begun";

    /** {@code ApiAnswer}: what the service answered last. */
    public static final String ANSWER = "answer";

    /** {@code Instant}: when it was asked, to be compared with the time of callbacks. */
    public static final String ASKED_AT = "askedAt";

    /** {@code String}: the service's id of a story that is asked after, or named by a person. */
    public static final String STORY_ID = "storyId";

    /** {@code LostStep}: what a GET tells of a step whose answer was lost. */
    public static final String LOST_STEP = "lostStep";

    /** {@code ApiAnswer}: the answer to /concat. */
    public static final String COMPOSED = "composed";

    /** {@code Observation}: what an answer to a GET means. */
    public static final String OBSERVATION = "observation";

    /** {@code String}: the token in the address of a webhook. */
    public static final String TOKEN = "token";

    /** {@code WebhookEvent}: the event that was posted; null where it is none. */
    public static final String EVENT = "event";

    /** {@code CallbackIntake.Heard}: whose callback it is; null where it is nobody's. */
    public static final String HEARD = "heard";

    /** {@code JoinEvent}: a join that is whole. */
    public static final String JOINED = "joined";

    /** {@code String}: the code of the error that a message is rejected with. */
    public static final String ERROR_CODE = "errorCode";

    /** {@code String}: the words of that error. */
    public static final String ERROR_MESSAGE = "errorMessage";

    /** {@code String}: to whom something is on its way, see {@code RecipientBackoff}. */
    public static final String RECIPIENT = "recipient";

    /** {@code Delivery}: how far the delivery of a video is. */
    public static final String DELIVERY = "delivery";

    /** {@code String}: what tells an outcome from every other; null for an answer that is given at once. */
    public static final String OUTCOME_DIGEST = "outcomeDigest";

    /** {@code String}: the status of a result. */
    public static final String STATUS = "status";

    /** {@code byte[]}: a result, while something else is written. */
    public static final String RESULT = "result";

    /** {@code Destination}: where a sender by JMS wants its result; null for the result queue. */
    public static final String REPLY_ADDRESS = "replyAddress";

    /** {@code String}: what was left out of a result, and where it is to be had. */
    public static final String SHORTENED = "shortened";

    /** {@code int}, or its digits where a route says it: the status of the answer by HTTP. */
    public static final String HTTP_STATUS = "httpStatus";

    /** {@code String}: the type of what is answered by HTTP; null where there is nothing. */
    public static final String CONTENT_TYPE = "contentType";

    /** {@code String}: the part of a video that is answered. */
    public static final String CONTENT_RANGE = "contentRange";

    /** {@code String}: the part of a video that is asked for. */
    public static final String RANGE = "range";

    /** {@code String}: which picture of a storyboard is asked for. */
    public static final String NUMBER = "number";

    /** {@code RetryAnswer}: what becomes of a manual retry. */
    public static final String OUTCOME = "outcome";

    /** {@code String}: the trace that a story belongs to, of W3C Trace Context; null where it was asked for in none. */
    public static final String TRACEPARENT = "traceparent";

    /** {@code String}: what other tracing systems have added to that. */
    public static final String TRACESTATE = "tracestate";

    /** {@code String}: what a browser may do for a page. */
    public static final String POLICY = "policy";

    private PropertyNames() {
    }
}
