package io.storyreel.s3;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.util.ObjectHelper;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What a store answered when it did not do what it was asked, or what went wrong on the way to it.
 *
 * @param failure as the SDK throws it
 */
public record StoreFailure(SdkException failure) {

    /** A 403 that is about who we are and not about what we may: the same for every object. */
    private static final Set<String> OUR_CREDENTIALS = Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch",
            "ExpiredToken", "InvalidToken", "TokenRefreshRequired", "RequestTimeTooSkewed", "AccountProblem");

    private static final String REGION_HEADER = "x-amz-bucket-region";

    /** How the words to a wrong signature name the right region. */
    private static final Pattern REGION = Pattern.compile("expecting '([a-z0-9-]+)'");

    /** The SDK's failure behind a fault. Not one of those beside it, which tell of its earlier tries. */
    public static SdkException behind(Throwable caught) {
        for (Throwable cause = caught; cause != null; cause = cause.getCause()) {
            if (cause instanceof SdkException failure) {
                return failure;
            }
        }
        return ObjectHelper.getException(SdkException.class, caught);
    }

    /** A connection that ended in the middle of an answer. */
    public static SdkClientException brokeOff(IOException cause) {
        return SdkClientException.create("the store's answer broke off: " + cause.getMessage(), cause);
    }

    /** The status of its answer, 0 where there was none. */
    public int status() {
        return failure instanceof AwsServiceException answer ? answer.statusCode() : 0;
    }

    /** S3's error code, empty where the answer has none: that to a HEAD has no body to tell one in. */
    String code() {
        return details().map(AwsErrorDetails::errorCode).filter(code -> !code.isBlank())
                .or(() -> header("x-minio-error-code")).orElse("");
    }

    /** The store's own words, empty where there are none. */
    String message() {
        // Without a body the SDK puts the status line's words there.
        return details().filter(told -> told.errorCode() != null).map(AwsErrorDetails::errorMessage)
                .or(() -> header("x-minio-error-desc")).orElse("");
    }

    /** Whether the store does not take us for who we say we are. */
    public boolean isAboutOurCredentials() {
        return OUR_CREDENTIALS.contains(code());
    }

    /** Whether the store may have done what it was asked, at this or an earlier try of the SDK, without our knowing. */
    public boolean isAnswerLost() {
        return UnansweredUploads.isMarked(failure);
    }

    /** The region in which the store says that the bucket lies. */
    Optional<String> region() {
        return header(REGION_HEADER).or(() -> Optional.of(REGION.matcher(message())).filter(Matcher::find)
                .map(told -> told.group(1)));
    }

    private Optional<String> header(String name) {
        return details().map(AwsErrorDetails::sdkHttpResponse).flatMap(answer -> answer.firstMatchingHeader(name))
                .filter(value -> !value.isBlank());
    }

    private Optional<AwsErrorDetails> details() {
        return failure instanceof AwsServiceException answer ? Optional.ofNullable(answer.awsErrorDetails())
                : Optional.empty();
    }
}
