package io.storyreel.images;

import java.io.IOException;
import java.time.Duration;

import io.storyreel.s3.StorageFaults;
import io.storyreel.text.Excerpt;
import jakarta.enterprise.context.ApplicationScoped;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The object store as the place of image files, {@code s3://bucket/key}. What Storyreel's credentials may read can be
 * named by whoever may send requests. What an object contains is the service's to judge.
 */
@ApplicationScoped
public class BucketImages implements ImageSource {

    /**
     * Until an answer begins, repetitions included: a submitter that waits for a store keeps other stories waiting.
     * The bytes that follow may take as long as they take.
     */
    private static final AwsRequestOverrideConfiguration SOON = AwsRequestOverrideConfiguration.builder()
            .apiCallTimeout(Duration.ofSeconds(15)).apiCallAttemptTimeout(Duration.ofSeconds(6)).build();

    private final S3Client s3;

    BucketImages(S3Client s3) {
        this.s3 = s3;
    }

    /**
     * Opens an object as it is now.
     *
     * @param name {@code s3://bucket/key}
     * @return its size, where the store tells, and its bytes; reading throws where they end before they are whole
     * @throws UnusableImage where it is missing or may not be read
     * @throws IOException where the store could not be asked, or did not answer, just now
     */
    @Override
    public OpenImage open(String name) throws UnusableImage, IOException {
        ObjectName object = ObjectName.of(name);
        return open(object, get(object, request(object).build()));
    }

    @Override
    public long sizeOf(String name) throws UnusableImage, IOException {
        ObjectName object = ObjectName.of(name);
        HeadObjectResponse head = head(object);
        if (head != null && head.contentLength() != null) {
            return head.contentLength();
        }
        try (OpenImage image = open(name)) {
            return image.size();
        }
    }

    /**
     * Looks at an object without its bytes, to send this very version later.
     *
     * @param name {@code s3://bucket/key}
     * @throws UnusableImage as {@link #open(String)}
     * @throws IOException as {@link #open(String)}
     */
    public BucketImage look(String name) throws UnusableImage, IOException {
        ObjectName object = ObjectName.of(name);
        HeadObjectResponse head = head(object);
        if (head != null && head.contentLength() != null && head.eTag() != null) {
            return new BucketImage(object, head.contentLength(), head.eTag());
        }
        return byOneByte(object);
    }

    /** What a HEAD tells, or null where a GET is to be asked: it can say why not. */
    private HeadObjectResponse head(ObjectName object) throws UnusableImage, IOException {
        try {
            return s3.headObject(request -> request.bucket(object.bucket()).key(object.key())
                    .overrideConfiguration(SOON));
        } catch (S3Exception answer) {
            if (answer.statusCode() == 404 || answer.statusCode() >= 500) {
                throw unreadable(object, answer);
            }
            return null;
        } catch (SdkException e) {
            throw unreadable(object, e);
        }
    }

    /** Some stores and proxies answer no HEAD, or leave headers out of it; a GET has them, and can say why not. */
    private BucketImage byOneByte(ObjectName object) throws UnusableImage, IOException {
        try (ResponseInputStream<GetObjectResponse> first = get(object, request(object).range("bytes=0-0").build())) {
            GetObjectResponse answer = first.response();
            String range = answer.contentRange();
            if (range == null) {
                // It disregards ranges: all the rest is on its way.
                first.abort();
            }
            String size = range == null ? String.valueOf(answer.contentLength())
                    : range.substring(range.indexOf('/') + 1);
            if (!size.matches("[0-9]{1,18}") || answer.eTag() == null) {
                // Its store is like that: asked again it tells no more.
                throw unusable(object, "cannot be sent: the store does not tell its size and ETag");
            }
            return new BucketImage(object, Long.parseLong(size), answer.eTag());
        }
    }

    /**
     * Opens the version that was looked at and no other.
     *
     * @return its bytes, exactly as many as were announced; reading throws where they end before
     * @throws UnusableImage where it is missing by now or may not be read any more
     * @throws IOException where it was replaced, or could not be read just now
     */
    public OpenImage open(BucketImage image) throws UnusableImage, IOException {
        ObjectName object = image.name();
        ResponseInputStream<GetObjectResponse> answer = get(object, request(object).ifMatch(image.etag()).build());
        GetObjectResponse head = answer.response();
        // Not every compatible store knows If-Match.
        if (sizeOf(head.contentLength()) != image.size() || !image.etag().equals(head.eTag())) {
            answer.abort();
            throw replaced(object, null);
        }
        return open(object, answer);
    }

    private static OpenImage open(ObjectName object, ResponseInputStream<GetObjectResponse> answer) {
        long size = sizeOf(answer.response().contentLength());
        return new OpenImage(size, new ObjectStream(object, answer, size));
    }

    private ResponseInputStream<GetObjectResponse> get(ObjectName object, GetObjectRequest request)
            throws UnusableImage, IOException {
        try {
            return s3.getObject(request);
        } catch (SdkException e) {
            throw unreadable(object, e);
        }
    }

    private static GetObjectRequest.Builder request(ObjectName object) {
        return GetObjectRequest.builder().bucket(object.bucket()).key(object.key()).overrideConfiguration(SOON);
    }

    private static long sizeOf(Long announced) {
        return announced == null ? -1 : announced;
    }

    private static IOException unreadable(ObjectName object, SdkException failure) throws UnusableImage {
        if (failure instanceof S3Exception answer) {
            if (answer.statusCode() == 412) {
                return replaced(object, answer);
            }
            String problem = new StoreRefusal(answer).problem();
            if (problem != null) {
                throw unusable(object, problem);
            }
        }
        return new IOException(object.uri() + " could not be read just now: " + StorageFaults.words(failure), failure);
    }

    private static UnusableImage unusable(ObjectName object, String problem) {
        return new UnusableImage("\"" + new Excerpt(object.uri(), Excerpt.OF_A_VALUE) + "\" " + problem);
    }

    private static IOException replaced(ObjectName object, SdkException cause) {
        return new IOException(object.uri() + " was replaced after it was looked at", cause);
    }
}
