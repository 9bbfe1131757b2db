package io.storyreel.s3;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Lets an upload that is not to replace anything ({@code If-None-Match: *}) go without that condition once the store
 * has said that it does not know it. Then only the look before the upload protects what is there. A "not implemented"
 * that does not name the condition may be about anything: it counts only where the next upload to that place is taken
 * without.
 */
final class ConditionalPutFallback implements ExecutionInterceptor {

    private static final StoryLog LOG = StoryLog.of("storyreel.deliver");

    private static final int NOT_IMPLEMENTED = 501;

    private static final ExecutionAttribute<Boolean> IS_TRIAL = new ExecutionAttribute<>("storyreel.only-new.trial");

    private final Set<String> suspected = ConcurrentHashMap.newKeySet();

    private volatile boolean isUnknown;

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest call, ExecutionAttributes attributes) {
        if (!isConditional(call.request())) {
            return call.request();
        }
        PutObjectRequest put = (PutObjectRequest) call.request();
        boolean isTrial = suspected.remove(place(put));
        if (!isTrial && !isUnknown) {
            return put;
        }
        attributes.putAttribute(IS_TRIAL, isTrial);
        return put.toBuilder().ifNoneMatch(null).build();
    }

    @Override
    public void afterExecution(Context.AfterExecution call, ExecutionAttributes attributes) {
        if (Boolean.TRUE.equals(attributes.getAttribute(IS_TRIAL))) {
            isUnknown();
        }
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution call, ExecutionAttributes attributes) {
        if (isUnknown || !isConditional(call.request()) || !(call.exception() instanceof SdkException failure)) {
            return;
        }
        StoreFailure answer = new StoreFailure(failure);
        boolean isNotImplemented = answer.status() == NOT_IMPLEMENTED || answer.code().equals("NotImplemented");
        boolean isNamed = answer.message().toLowerCase(Locale.ROOT).contains("if-none-match");
        if (isNamed && (isNotImplemented || answer.status() == 400)) {
            isUnknown();
        } else if (isNotImplemented) {
            suspected.add(place((PutObjectRequest) call.request()));
        }
    }

    private void isUnknown() {
        if (!isUnknown) {
            isUnknown = true;
            LOG.warn(LogEvent.STORE_LIMITED,
                    "The store does not know uploads that must not replace anything (If-None-Match); from now on only a"
                    + " look before each upload protects what is there");
        }
    }

    private static String place(PutObjectRequest put) {
        return put.bucket() + "/" + put.key();
    }

    private static boolean isConditional(SdkRequest request) {
        return request instanceof PutObjectRequest put && put.ifNoneMatch() != null;
    }
}
