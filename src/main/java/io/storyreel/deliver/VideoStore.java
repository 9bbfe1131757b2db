package io.storyreel.deliver;

import static io.storyreel.exchange.PropertyNames.DELIVERY;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

import io.quarkus.arc.Unremovable;
import io.storyreel.download.Digests;
import io.storyreel.download.Spool;
import io.storyreel.fault.DeliveryFaults;
import io.storyreel.fault.StoryFault;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.s3.BucketCheck;
import io.storyreel.s3.Destination;
import io.storyreel.s3.StorageFaults;
import io.storyreel.s3.StoreFailure;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.Checksum;
import io.storyreel.story.StoredVideo;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * The steps of a delivery in the bucket, all but the uploads, which are the route's own. A video is known by its
 * object's user metadata ({@code request-id}, {@code story-id} and {@code sha256}); where a store does not keep or show
 * them, by its size and its bytes. What is not this request's is left alone.
 */
@ApplicationScoped
@Named("videoStore")
@Unremovable
public class VideoStore {

    private static final StoryLog LOG = StoryLog.of("storyreel.deliver");

    /** The answer to an upload that was not to replace anything, where there is something. */
    private static final int PRECONDITION_FAILED = 412;

    static final String REQUEST_ID = "request-id";

    static final String STORY_ID = "story-id";

    static final String SHA256 = "sha256";

    private final ObjectProbe look;

    private final BucketCheck buckets;

    private final Sidecars sidecars;

    private final ConditionalWrites conditional;

    private final StoreLimitations gaps = new StoreLimitations();

    private final Spool spool;

    private final Checksum checksum;

    /** Works on the store behind {@code s3}. */
    public VideoStore(S3Client s3, BucketCheck buckets, Spool spool, StoryreelSettings settings) {
        this.look = new ObjectProbe(s3);
        this.conditional = new ConditionalWrites(s3);
        this.buckets = buckets;
        this.spool = spool;
        this.sidecars = new Sidecars(look);
        this.checksum = settings.s3().checksum();
    }

    /**
     * Looks what is at the video's place and at its sidecar's. The video is there as it should be when a kill came
     * between upload and ledger.
     *
     * @return the delivery with what was found, and with {@code stored} where that is the video
     * @throws StoryFault passing STORAGE_FAILED where the store does not say; lasting where the place is another's
     */
    public Delivery lookUp(@ExchangeProperty(DELIVERY) Delivery delivery) throws StoryFault {
        Destination to = delivery.to();
        String requestId = delivery.story().requestId();
        try {
            ObjectInfo found = look.at(to.bucket(), to.key());
            if (found.isOfAnother(requestId)) {
                throw DeliveryFaults.occupied(to.uri(), "an object of the request " + found.labels().get(REQUEST_ID));
            }
            Delivery looked = delivery.with(found).withBeside(sidecars.check(delivery));
            if (found.isAbsent()) {
                // the store may have been out of reach when the app started
                buckets.createIfMissing(to.bucket());
            }
            boolean isIt = found.isOf(requestId) && found.isLabelled() && found.size() != null
                    && ascii(delivery.story().storyId()).equals(found.labels().get(STORY_ID));
            return isIt ? looked.with(stored(to, found.size(), found.labels().get(SHA256), found.etag())) : looked;
        } catch (SdkException failure) {
            throw StorageFaults.of(failure, to);
        }
    }

    /**
     * Whether looking can be left out: nobody has tried to deliver this story before, and the store itself refuses to
     * replace what may be there. Where it refuses, the next attempt looks.
     */
    public boolean needsNoLook(@ExchangeProperty(DELIVERY) Delivery delivery) {
        return delivery.story().deliveries() == 1 && conditional.areHeeded(delivery.to().bucket());
    }

    /** Finds out, once for each bucket, whether the store refuses to replace what was not to be replaced. */
    public void learn(@ExchangeProperty(DELIVERY) Delivery delivery) {
        conditional.learn(PutObjectRequest.builder().bucket(delivery.to().bucket()).key(delivery.to().sidecarKey())
                .contentType("application/json").metadata(delivery.sidecarMetadata()).contentMD5(sidecarMd5(delivery))
                .build(), delivery.sidecar());
    }

    /**
     * Now that the video's bytes are known: is what was found these bytes, or else ours to replace?
     *
     * @return the delivery, with {@code stored} where there is nothing left to upload
     * @throws StoryFault passing STORAGE_FAILED where the store does not say; lasting where the place is another's
     */
    public Delivery compare(@ExchangeProperty(DELIVERY) Delivery delivery) throws StoryFault {
        ObjectInfo found = delivery.found();
        if (found == null || !found.isThere()) {
            return delivery;
        }
        try {
            if (holds(delivery, found)) {
                gaps.tell(delivery.to().bucket(), found);
                return delivery.with(stored(delivery, found.etag()));
            }
        } catch (SdkException failure) {
            throw StorageFaults.of(failure, delivery.to());
        }
        if (!found.isOf(delivery.story().requestId())) {
            throw DeliveryFaults.occupied(delivery.to().uri(), "an object that does not say whose it is");
        }
        return delivery;
    }

    /**
     * Makes sure that the store has what was sent. Its answer to the upload may have said so already, by an ETag that
     * is the MD5 of the bytes; only the first object of a bucket is looked at all the same, to tell what is missing.
     *
     * @param etag what the store answered to the upload, or null
     * @return the delivery with {@code stored}
     * @throws StoryFault passing STORAGE_FAILED where that is not the video we sent
     */
    public Delivery verify(@ExchangeProperty(DELIVERY) Delivery delivery,
            @Header("CamelAwsS3ETag") String etag) throws StoryFault {
        Destination to = delivery.to();
        ObjectInfo answered = ObjectInfo.there(null, etag, Map.of());
        boolean proven = answered.proves(delivery.video());
        if (proven && gaps.areKnown(to.bucket())) {
            return delivery.with(stored(delivery, answered.etag()));
        }
        try {
            ObjectInfo seen = look.at(to.bucket(), to.key());
            if (seen.isAbsent() || seen.differsFrom(delivery.video()) && !isReadAs(delivery)) {
                throw DeliveryFaults.storage("The store has " + (seen.isAbsent() ? "no object" : seen.size()
                        + " bytes of "
                        + delivery.video().size() + " or other metadata") + " at " + to.uri() + " after the upload",
                        null);
            }
            gaps.tell(to.bucket(), seen);
            // The store has taken the upload, and with a checksum it has compared the bytes.
            if (proven || seen.isHidden() || checksum != Checksum.NONE || holds(delivery, seen)) {
                return delivery.with(stored(delivery, seen.etag() == null ? answered.etag() : seen.etag()));
            }
            throw DeliveryFaults.storage("The store has other bytes at " + to.uri() + " after the upload", null);
        } catch (SdkException failure) {
            throw StorageFaults.of(failure, to);
        }
    }

    /**
     * What became of an upload to a free place that failed. Where its answer, or that to an earlier one of these bytes,
     * was lost, and the store now says that there is an object, at which we may not look: then that is the video.
     *
     * @return the delivery with {@code stored}, where it is the video
     * @throws StoryFault STORAGE_FAILED; lasting where we may not look at the object that is there, so that it cannot
     *         be told to be ours; else passing: the next attempt finds out
     */
    public Delivery notPut(@ExchangeProperty(DELIVERY) Delivery delivery,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception caught) throws StoryFault {
        SdkException failure = StoreFailure.behind(caught);
        StoreFailure trouble = new StoreFailure(failure);
        Destination to = delivery.to();
        if (trouble.status() != PRECONDITION_FAILED) {
            if (trouble.isAnswerLost()) {
                spool.noteSent(delivery.story().requestId(), sent(delivery));
            }
            throw StorageFaults.of(failure, to);
        }
        if (!isHidden(to)) {
            throw DeliveryFaults.storage("Meanwhile there is another object at " + to.uri(), null);
        }
        if (trouble.isAnswerLost() || spool.isSent(delivery.story().requestId(), sent(delivery))) {
            LOG.warn(LogEvent.STORE_UNREADABLE, delivery.story(),
                    "the answer to an upload was lost, and now there is an object at {} that Storyreel may not look at"
                    + " (s3:GetObject); it is taken for the video", to.uri());
            return delivery.with(stored(delivery, null));
        }
        throw DeliveryFaults.occupied(to.uri(), "an object that Storyreel may not look at (s3:GetObject)");
    }

    /**
     * What became of a sidecar that was put to a free place and failed; passes where there is nothing left to do.
     *
     * @throws StoryFault as {@link Sidecars#preceded}, passing STORAGE_FAILED where the store failed otherwise
     */
    public void sidecarNotPut(@ExchangeProperty(DELIVERY) Delivery delivery,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception caught) throws StoryFault {
        SdkException failure = StoreFailure.behind(caught);
        if (new StoreFailure(failure).status() != PRECONDITION_FAILED) {
            throw StorageFaults.of(failure, delivery.to());
        }
        try {
            sidecars.preceded(delivery);
        } catch (SdkException silent) {
            throw StorageFaults.of(silent, delivery.to());
        }
    }

    private boolean isHidden(Destination to) throws StoryFault {
        try {
            return look.at(to.bucket(), to.key()).isHidden();
        } catch (SdkException failure) {
            throw StorageFaults.of(failure, to);
        }
    }

    /** Which bytes went where. */
    private static String sent(Delivery delivery) {
        return delivery.video().sha256() + " " + delivery.to().uri();
    }

    /** The value of {@code Content-MD5} for the video, or null where none is to be sent. */
    public String contentMd5(@ExchangeProperty(DELIVERY) Delivery delivery) {
        return base64(delivery.video().digests());
    }

    /** The value of {@code Content-MD5} for the sidecar, or null where none is to be sent. */
    public String sidecarMd5(@ExchangeProperty(DELIVERY) Delivery delivery) {
        return base64(Digests.of(delivery.sidecar()));
    }

    private String base64(Digests of) {
        return checksum != Checksum.MD5 ? null
                : Base64.getEncoder().encodeToString(HexFormat.of().parseHex(of.md5()));
    }

    /** A value as user metadata, which travels in a header: what is not printable ASCII is percent-encoded. */
    static String ascii(String value) {
        return value.chars().allMatch(c -> c > ' ' && c < 0x7f) ? value
                : URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** Whether an object has a video's bytes. In doubt, and only then, it is read. */
    private boolean holds(Delivery delivery, ObjectInfo seen) {
        return !seen.differsFrom(delivery.video()) && (seen.proves(delivery.video())
                || isReadAs(delivery));
    }

    /** Whether reading an object gives a video's bytes. */
    private boolean isReadAs(Delivery delivery) {
        return look.digestsOf(delivery.to().bucket(), delivery.to().key()).equals(delivery.video().digests());
    }

    private static StoredVideo stored(Delivery delivery, String etag) {
        return stored(delivery.to(), delivery.video().size(), delivery.video().sha256(), etag);
    }

    private static StoredVideo stored(Destination to, long size, String sha256, String etag) {
        return new StoredVideo(to.bucket(), to.key(), size, sha256, etag);
    }
}
