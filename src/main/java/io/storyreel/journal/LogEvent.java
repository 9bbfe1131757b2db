package io.storyreel.journal;

/**
 * What a line of the log may tell of. Names that are out stay as they are: alerts and searches name them. The table in
 * docs/operations.md says the same.
 */
public enum LogEvent {
    /** A request is in the ledger. */
    STORY_ACCEPTED("story.accepted"),

    /** A request was asked before, with the same content. */
    STORY_DUPLICATE("story.duplicate"),

    /** A story goes on after its review. */
    STORY_RESUMED("story.resumed"),

    /** The day's cap has no room for its next call. */
    STORY_POSTPONED("story.postponed"),

    /** The service has taken it, under the id in story_id. */
    STORY_SUBMITTED("story.submitted"),

    /** A step of the advanced mode has its answer. */
    STEP_DONE("story.step_done"),

    /** A GET has shown whether a step was done whose answer was lost. */
    STEP_RECOVERED("story.step_recovered"),

    /** It waits for a person to look. */
    STORY_REVIEW("story.review"),

    /** A call was not paid, or is repeated as storyreel.api.on-uncertain-submit says; once more later. */
    SUBMIT_AGAIN("submit.again"),

    /** A call may have been paid for, its answer is lost. */
    STORY_UNCERTAIN("story.uncertain"),

    /** A fault came too late to change it: it is in another state by now. */
    STORY_UNCHANGED("story.unchanged"),

    /** So many were being sent when their process died; they are uncertain. */
    SUBMISSIONS_LOST("submissions.lost"),

    /** Its webhook was called. */
    CALLBACK_RECEIVED("callback.received"),

    /** An uncertain story was found by its webhook. */
    STORY_ADOPTED("story.adopted"),

    /** What its webhook told of could not be looked at; once more later. */
    ADOPTION_AGAIN("adoption.again"),

    /** What its webhook told of is not its story. */
    ADOPTION_REFUSED("adoption.refused"),

    /** A look at the service showed that it is not ready (DEBUG). */
    LOOK_SHOWED("look.showed"),

    /** A look at the service brought no answer that helps; once more later. */
    LOOK_AGAIN("look.again"),

    /** Its video stayed away after success, and the service was told to compose it. */
    CONCAT_CALLED("concat.called"),

    /** The service could not be told to compose it; once more later. */
    CONCAT_AGAIN("concat.again"),

    /** The service has made its video. */
    STORY_MADE("story.made"),

    /** Its video could not be fetched or stored; once more later. */
    DELIVERY_AGAIN("delivery.again"),

    /** Its video is whole in the bucket. */
    STORY_DELIVERED("story.delivered"),

    /** It has ended without a video. */
    STORY_FAILED("story.failed"),

    /** Somebody asked for a retry. */
    STORY_RETRIED("story.retried"),

    /** Its outcome has arrived where it was asked for. */
    STORY_REPORTED("story.reported"),

    /** Its outcome could not be handed out; once more later. */
    REPORT_AGAIN("report.again"),

    /** Nobody works on it until its claim ends by itself. */
    CLAIM_LEFT("claim.left"),

    /** A fault that Storyreel does not know, with its stack trace; please report it. */
    FAULT_UNKNOWN("fault.unknown"),

    /** A document is not taken up, and why. */
    REQUEST_REJECTED("request.rejected"),

    /** A document was checked and priced, nothing more. */
    REQUEST_DRY_RUN("request.dry_run"),

    /** All requests of a file are in the ledger. */
    BATCH_ACCEPTED("batch.accepted"),

    /** A file was taken up before. */
    BATCH_KNOWN("batch.known"),

    /** The sheet of results of a file is written. */
    BATCH_REPORTED("batch.reported"),

    /** It is not: a later file's stands there. */
    BATCH_KEPT("batch.kept"),

    /** A file stays in the inbox, and why. */
    FILE_LEFT("file.left"),

    /** A file has changed while it was taken (DEBUG). */
    FILE_CHANGED("file.changed"),

    /** The inbox cannot be looked into. */
    INBOX_AWAY("inbox.away"),

    /** It can again. */
    INBOX_BACK("inbox.back"),

    /** The locale does not know all letters of file names. */
    INBOX_LOCALE("inbox.locale"),

    /** Storyreel ended over a large document. */
    DOCUMENT_HEAVY("document.heavy"),

    /** A message asks for nothing. */
    MESSAGE_DROPPED("message.dropped"),

    /** No queue takes a rejected message; the line says where it lies. */
    REJECTION_LEFT("rejection.left"),

    /** A reply address takes nothing; the result queue gets what is for it. */
    REPORT_ELSEWHERE("report.elsewhere"),

    /** Enough stories wait to be sent: the rest stays in the queue. */
    CHANNEL_SUSPENDED("channel.suspended"),

    /** The queue is read again (DEBUG). */
    CHANNEL_RESUMED("channel.resumed"),

    /** A channel could not be suspended or resumed. */
    CHANNEL_TROUBLE("channel.trouble"),

    /** A broker cannot be reached. */
    BROKER_AWAY("broker.away"),

    /** A JMS broker is spoken to by AMQP from now on, or cannot be. */
    BROKER_AMQP("broker.amqp"),

    /** The service has no credit left: submissions pause. */
    CREDIT_GONE("credit.gone"),

    /** There is credit again. */
    CREDIT_BACK("credit.back"),

    /** The service is down: calls to it pause. */
    SERVICE_DOWN("service.down"),

    /** It is asked whether it is back. */
    SERVICE_ASKED("service.asked"),

    /** It is. */
    SERVICE_BACK("service.back"),

    /** The service says what is not known here. */
    SERVICE_STRANGE("service.strange"),

    /** The ledger is out of reach: work waits. */
    LEDGER_AWAY("ledger.away"),

    /** It is there again. */
    LEDGER_BACK("ledger.back"),

    /** The embedded ledger's file was closed by a fault: Storyreel ends. */
    LEDGER_CLOSED("ledger.closed"),

    /** The store cannot be reached at the start. */
    STORE_AWAY("store.away"),

    /** A store does not keep or know something; videos are stored all the same. */
    STORE_LIMITED("store.limited"),

    /** An object may not be looked at. */
    STORE_UNREADABLE("store.unreadable"),

    /** The bucket was made. */
    BUCKET_CREATED("bucket.created"),

    /** Something in the spool folder could not be read, written or deleted. */
    SPOOL_TROUBLE("spool.trouble"),

    /** A proxy's address is none. */
    PROXY_IGNORED("proxy.ignored"),

    /** Spans do not arrive at their collector. */
    TRACES_AWAY("traces.away"),

    /** They do again. */
    TRACES_BACK("traces.back"),

    /** Stories were under way when it last stopped. */
    APP_RESUMED("app.resumed"),

    /** It has stopped. */
    APP_STOPPED("app.stopped"),

    /** A fault that no stage has an answer for: what it was about is taken up again. */
    WORK_PUT_OFF("work.put_off"),

    /** A thread has ended by a fault, with its stack trace. */
    THREAD_ENDED("thread.ended"),

    /** The JVM lacks an option (DEBUG). */
    JVM_OPTION("jvm.option"),

    /** The page lacks a picture of a storyboard. */
    PICTURE_MISSING("picture.missing"),

    /** The page lacks a video. */
    VIDEO_MISSING("video.missing"),

    /** A video's address cannot be signed (DEBUG). */
    VIDEO_UNSIGNED("video.unsigned");

    private final String wireName;

    LogEvent(String wireName) {
        this.wireName = wireName;
    }

    /** The name in the log, for example {@code story.accepted}. */
    public String wireName() {
        return wireName;
    }
}
