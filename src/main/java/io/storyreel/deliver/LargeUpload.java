package io.storyreel.deliver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * Uploads what is too large for one PutObject, in parts. The object appears with the last step; whatever goes wrong
 * before, the parts are given up again, also those a killed process left behind.
 *
 * <p>Not left to the Camel component, whose multipart upload carries no user metadata.
 */
final class LargeUpload {

    private static final Logger LOG = Logger.getLogger(LargeUpload.class);

    /** S3 takes up to 10,000 parts, each of 5 MiB to 5 GiB but the last. */
    private static final int MAX_PARTS = 10_000;

    private final S3Client s3;

    private final long minPart;

    /** With parts of at least {@code minPart} bytes, more where else there would be too many. */
    LargeUpload(S3Client s3, long minPart) {
        this.s3 = s3;
        this.minPart = minPart;
    }

    /** Uploads a delivery's video, in constant memory. */
    void upload(Delivery delivery) {
        Destination to = delivery.to();
        giveUpLeftovers(to);
        String id = s3.createMultipartUpload(create -> create.bucket(to.bucket()).key(to.key())
                .contentType(VideoStore.CONTENT_TYPE).metadata(delivery.metadata())).uploadId();
        boolean whole = false;
        try {
            List<CompletedPart> parts = uploadParts(delivery, id);
            s3.completeMultipartUpload(complete -> complete.bucket(to.bucket()).key(to.key()).uploadId(id)
                    .multipartUpload(all -> all.parts(parts)));
            whole = true;
        } finally {
            if (!whole) {
                giveUp(to, id);
            }
        }
    }

    private List<CompletedPart> uploadParts(Delivery delivery, String id) {
        SpooledVideo video = delivery.video();
        Destination to = delivery.to();
        long partSize = Math.max(minPart, (video.size() + MAX_PARTS - 1) / MAX_PARTS);
        List<CompletedPart> parts = new ArrayList<>();
        for (long at = 0; at < video.size(); at += partSize) {
            long from = at;
            long length = Math.min(partSize, video.size() - at);
            int number = parts.size() + 1;
            // a provider, not a stream: the SDK repeats a part that failed
            RequestBody part = RequestBody.fromContentProvider(() -> slice(video, from, length), length,
                    VideoStore.CONTENT_TYPE);
            String etag = s3.uploadPart(upload -> upload.bucket(to.bucket()).key(to.key()).uploadId(id)
                    .partNumber(number).contentLength(length), part).eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
        }
        return parts;
    }

    private static InputStream slice(SpooledVideo video, long from, long length) {
        try {
            return new BoundedStream(Channels.newInputStream(FileChannel.open(video.file()).position(from)), length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void giveUpLeftovers(Destination to) {
        try {
            for (MultipartUpload left : s3.listMultipartUploadsPaginator(
                    list -> list.bucket(to.bucket()).prefix(to.key())).uploads()) {
                if (left.key().equals(to.key())) {
                    giveUp(to, left.uploadId());
                }
            }
        } catch (SdkException notAllowed) {
            // some policies let us write but not list; the upload itself does not depend on it
            LOG.warnf("Leftover uploads of %s could not be looked for: %s", to.uri(), StorageFaults.words(notAllowed));
        }
    }

    private void giveUp(Destination to, String id) {
        try {
            s3.abortMultipartUpload(abort -> abort.bucket(to.bucket()).key(to.key()).uploadId(id));
        } catch (SdkException e) {
            LOG.warnf("An upload of %s could not be given up, the next attempt will: %s", to.uri(),
                    StorageFaults.words(e));
        }
    }
}
