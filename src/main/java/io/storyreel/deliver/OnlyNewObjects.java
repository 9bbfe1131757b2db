package io.storyreel.deliver;

import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Lets an upload that is not to replace anything ({@code If-None-Match: *}) go without that condition once the store
 * has said that it does not know it. Then only the look before the upload protects what is there.
 */
final class OnlyNewObjects implements ExecutionInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger("storyreel.deliver");

    private static final int NOT_IMPLEMENTED = 501;

    private volatile boolean isUnknown;

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest call, ExecutionAttributes attributes) {
        return isUnknown && isConditional(call.request())
                ? ((PutObjectRequest) call.request()).toBuilder().ifNoneMatch(null).build() : call.request();
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution call, ExecutionAttributes attributes) {
        if (!isUnknown && isConditional(call.request()) && call.exception() instanceof SdkException failure
                && isRefused(new StoreTrouble(failure))) {
            isUnknown = true;
            LOG.warn("The store does not know uploads that must not replace anything (If-None-Match); from now on only a"
                    + " look before each upload protects what is there");
        }
    }

    private static boolean isRefused(StoreTrouble answer) {
        return answer.status() == NOT_IMPLEMENTED || answer.code().equals("NotImplemented")
                || answer.status() == 400 && answer.message().toLowerCase(Locale.ROOT).contains("if-none-match");
    }

    private static boolean isConditional(SdkRequest request) {
        return request instanceof PutObjectRequest put && put.ifNoneMatch() != null;
    }
}
