package io.storyreel.s3;

import io.storyreel.settings.StoryreelSettings;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * How objects are to lie in the store ({@code storyreel.s3.sse} and the like), for whatever puts one, routes of the
 * user's own too. Camel's component knows {@code aws:kms} only with a key.
 */
final class PutOptions implements ExecutionInterceptor {

    private final StoryreelSettings.S3 settings;

    PutOptions(StoryreelSettings.S3 settings) {
        this.settings = settings;
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest call, ExecutionAttributes attributes) {
        if (!(call.request() instanceof PutObjectRequest put)) {
            return call.request();
        }
        PutObjectRequest.Builder ours = put.toBuilder();
        settings.sse().ifPresent(ours::serverSideEncryption);
        settings.sseKmsKey().ifPresent(ours::ssekmsKeyId);
        settings.storageClass().ifPresent(ours::storageClass);
        settings.acl().ifPresent(ours::acl);
        return ours.build();
    }
}
