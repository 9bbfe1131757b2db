package io.storyreel.s3;

import java.util.Set;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Marks the failures of uploads of which a try has been left without an answer that says what became of it. The SDK
 * repeats such a try by itself and tells only of the last one.
 */
final class UnansweredUploads implements ExecutionInterceptor {

    /** After these a store, or a proxy before one, may have done it all the same. */
    private static final Set<Integer> UNCLEAR = Set.of(500, 502, 504);

    private static final ExecutionAttribute<Integer> OPEN = new ExecutionAttribute<>("storyreel.lost-answers.open");

    /** A mark on a failure, which has no other place for it. */
    private static final class Mark extends Exception {

        private static final long serialVersionUID = 1L;

        Mark() {
            super("an answer to this upload was lost", null, false, false);
        }
    }

    static boolean isMarked(Throwable failure) {
        for (Throwable beside : failure.getSuppressed()) {
            if (beside instanceof Mark) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission call, ExecutionAttributes attributes) {
        attributes.putAttribute(OPEN, open(attributes) + 1);
    }

    @Override
    public void afterTransmission(Context.AfterTransmission call, ExecutionAttributes attributes) {
        if (!UNCLEAR.contains(call.httpResponse().statusCode())) {
            attributes.putAttribute(OPEN, open(attributes) - 1);
        }
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution call, ExecutionAttributes attributes) {
        if (call.request() instanceof PutObjectRequest && open(attributes) > 0) {
            call.exception().addSuppressed(new Mark());
        }
    }

    private static int open(ExecutionAttributes attributes) {
        Integer open = attributes.getAttribute(OPEN);
        return open == null ? 0 : open;
    }
}
