package io.storyreel.sandbox.sqs;

/** Why a call was not done. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final RefusalKind kind;

    public Refusal(RefusalKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** Any failure as a client gets to see it. */
    public static Refusal from(Throwable failure) {
        return failure instanceof Refusal refusal ? refusal
                : new Refusal(RefusalKind.INTERNAL_FAILURE, failure.toString());
    }

    public RefusalKind kind() {
        return kind;
    }
}
