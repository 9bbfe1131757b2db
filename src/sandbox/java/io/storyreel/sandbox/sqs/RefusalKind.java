package io.storyreel.sandbox.sqs;

/** The errors of the service, with the names they have in the two protocols. */
public enum RefusalKind {

    BATCH_ENTRY_IDS_NOT_DISTINCT("com.amazonaws.sqs#BatchEntryIdsNotDistinct",
            "AWS.SimpleQueueService.BatchEntryIdsNotDistinct", 400),

    BATCH_REQUEST_TOO_LONG("com.amazonaws.sqs#BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong", 400),

    EMPTY_BATCH_REQUEST("com.amazonaws.sqs#EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest", 400),

    INTERNAL_FAILURE("com.amazon.coral.service#InternalFailure", "InternalFailure", 500),

    INVALID_ACTION("com.amazon.coral.service#UnknownOperationException", "InvalidAction", 400),

    INVALID_ADDRESS("com.amazonaws.sqs#InvalidAddress", "InvalidAddress", 400),

    INVALID_ATTRIBUTE_NAME("com.amazonaws.sqs#InvalidAttributeName", "InvalidAttributeName", 400),

    INVALID_ATTRIBUTE_VALUE("com.amazonaws.sqs#InvalidAttributeValue", "InvalidAttributeValue", 400),

    INVALID_BATCH_ENTRY_ID("com.amazonaws.sqs#InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId", 400),

    INVALID_MESSAGE_CONTENTS("com.amazonaws.sqs#InvalidMessageContents", "InvalidMessageContents", 400),

    INVALID_PARAMETER_VALUE("com.amazon.coral.service#InvalidParameterValueException", "InvalidParameterValue", 400),

    MALFORMED_INPUT("com.amazon.coral.service#SerializationException", "MalformedInput", 400),

    MESSAGE_NOT_IN_FLIGHT("com.amazonaws.sqs#MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight", 400),

    MISSING_ACTION("com.amazon.coral.service#UnknownOperationException", "MissingAction", 400),

    MISSING_PARAMETER("com.amazon.coral.service#MissingRequiredParameterException", "MissingParameter", 400),

    QUEUE_DOES_NOT_EXIST("com.amazonaws.sqs#QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", 400),

    QUEUE_NAME_EXISTS("com.amazonaws.sqs#QueueNameExists", "QueueAlreadyExists", 400),

    RECEIPT_HANDLE_IS_INVALID("com.amazonaws.sqs#ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", 400),

    TOO_MANY_ENTRIES("com.amazonaws.sqs#TooManyEntriesInBatchRequest",
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest", 400);

    private final String jsonType;

    private final String code;

    private final int status;

    RefusalKind(String jsonType, String code, int status) {
        this.jsonType = jsonType;
        this.code = code;
        this.status = status;
    }

    /** Its name in the JSON protocol. */
    public String jsonType() {
        return jsonType;
    }

    /** Its name in the Query protocol, which clients of the JSON protocol show too. */
    public String code() {
        return code;
    }

    /** The HTTP status it comes with. */
    public int status() {
        return status;
    }

    /** Whose fault it is, as both protocols say it. */
    public String fault() {
        return status < 500 ? "Sender" : "Receiver";
    }
}
