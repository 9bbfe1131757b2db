package io.storyreel.deliver;

import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.StoryFault;
import io.storyreel.ledger.StoredVideo;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The steps of a delivery in the bucket, all but the ordinary upload, which is the route's own. A video is known by its
 * object's user metadata: {@code request-id}, {@code story-id} and {@code sha256}.
 */
@ApplicationScoped
@Named("videoStore")
@Unremovable
public class VideoStore {

    static final String REQUEST_ID = "request-id";

    static final String STORY_ID = "story-id";

    static final String SHA256 = "sha256";

    /** The media type of every video's object. */
    public static final String CONTENT_TYPE = "video/mp4";

    private static final long PART_BYTES = 64L << 20;

    private final S3Client s3;

    private final BucketCheck buckets;

    private final LargeUpload large;

    /** Works on the store behind {@code s3}. */
    public VideoStore(S3Client s3, BucketCheck buckets) {
        this.s3 = s3;
        this.buckets = buckets;
        this.large = new LargeUpload(s3, PART_BYTES);
    }

    /**
     * Looks whether the video is in the bucket already, as it is when a kill came between upload and ledger.
     *
     * @return the delivery with {@code stored} where it is, else the delivery as it was
     * @throws StoryFault passing STORAGE_FAILED where the store does not say
     */
    public Delivery lookUp(Delivery delivery) throws StoryFault {
        try {
            HeadObjectResponse head = head(delivery.to());
            Map<String, String> ours = head.metadata();
            boolean same = delivery.story().requestId().equals(ours.get(REQUEST_ID))
                    && ascii(delivery.story().storyId()).equals(ours.get(STORY_ID)) && ours.containsKey(SHA256);
            return same ? delivery.with(stored(delivery, head)) : delivery;
        } catch (S3Exception answer) {
            // Without the right to list, AWS says 403 of an object that is not there.
            if (answer.statusCode() != 404 && answer.statusCode() != 403) {
                throw StorageFaults.of(answer, delivery.to());
            }
            return bucketFor(delivery);
        } catch (SdkException failure) {
            throw StorageFaults.of(failure, delivery.to());
        }
    }

    /**
     * Uploads a video that is too large for one request; the object appears when it is whole, or not at all.
     *
     * @throws StoryFault passing STORAGE_FAILED
     */
    public void uploadInParts(Delivery delivery) throws StoryFault {
        try {
            large.upload(delivery);
        } catch (SdkException failure) {
            throw StorageFaults.of(failure, delivery.to());
        } catch (UncheckedIOException disk) {
            throw DeliverFaults.storage("The spooled video could not be read: " + disk.getMessage(), disk);
        }
    }

    /**
     * Asks the store what it has, size and digest.
     *
     * @return the delivery with {@code stored}
     * @throws StoryFault passing STORAGE_FAILED where that is not the video we sent
     */
    public Delivery verify(Delivery delivery) throws StoryFault {
        try {
            HeadObjectResponse head = head(delivery.to());
            SpooledVideo sent = delivery.video();
            if (head.contentLength() != sent.size() || !sent.sha256().equals(head.metadata().get(SHA256))) {
                throw DeliverFaults.storage("The store has " + head.contentLength() + " bytes of " + sent.size()
                        + " or other metadata at " + delivery.to().uri() + " after the upload", null);
            }
            return delivery.with(stored(delivery, head));
        } catch (SdkException failure) {
            throw StorageFaults.of(failure, delivery.to());
        }
    }

    /** A value as user metadata, which travels in a header: what is not printable ASCII is percent-encoded. */
    static String ascii(String value) {
        return value.chars().allMatch(c -> c > ' ' && c < 0x7f) ? value
                : URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private HeadObjectResponse head(Destination to) {
        return s3.headObject(head -> head.bucket(to.bucket()).key(to.key()));
    }

    private Delivery bucketFor(Delivery delivery) throws StoryFault {
        try {
            // the store may have been out of reach when the app started
            buckets.createIfMissing(delivery.to().bucket());
            return delivery;
        } catch (SdkException failure) {
            throw StorageFaults.of(failure, delivery.to());
        }
    }

    private static StoredVideo stored(Delivery delivery, HeadObjectResponse head) {
        String etag = head.eTag() == null ? null : head.eTag().replace("\"", "");
        return new StoredVideo(delivery.to().bucket(), delivery.to().key(), head.contentLength(),
                head.metadata().get(SHA256), etag);
    }
}
