package io.storyreel.deliver;

import java.io.IOException;
import java.util.Map;

import io.storyreel.download.Digests;
import io.storyreel.http.ContentRange;
import io.storyreel.s3.StoreFailure;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Looks at objects. A HEAD first; where that is refused or tells less than it should, a GET of one byte, whose answer
 * has the same headers and, other than HEAD's, can say why it refuses.
 */
final class ObjectProbe {

    private final S3Client s3;

    ObjectProbe(S3Client s3) {
        this.s3 = s3;
    }

    /**
     * What the store shows at a place.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException where it cannot be asked, or refuses us altogether
     */
    ObjectInfo at(String bucket, String key) {
        try {
            HeadObjectResponse head = s3.headObject(ask -> ask.bucket(bucket).key(key));
            ObjectInfo seen = ObjectInfo.there(head.contentLength(), head.eTag(), head.metadata());
            return seen.size() != null && seen.etag() != null ? seen : seen.or(byOneByte(bucket, key));
        } catch (S3Exception answer) {
            if (answer.statusCode() == 404) {
                return ObjectInfo.ABSENT;
            }
            if (answer.statusCode() == 500 || answer.statusCode() == 503) {
                // Busy: another question would not help.
                throw answer;
            }
            return byOneByte(bucket, key);
        }
    }

    private ObjectInfo byOneByte(String bucket, String key) {
        try (ResponseInputStream<GetObjectResponse> object =
                s3.getObject(ask -> ask.bucket(bucket).key(key).range("bytes=0-0"))) {
            GetObjectResponse answer = object.response();
            if (answer.contentRange() == null) {
                // It disregards ranges: all the rest is on its way.
                object.abort();
            }
            return ObjectInfo.there(sizeOf(answer), answer.eTag(), answer.metadata());
        } catch (S3Exception answer) {
            return switch (answer.statusCode()) {
                case 404 -> ObjectInfo.ABSENT;
                case 416 -> ObjectInfo.there(0L, null, Map.of());
                case 405, 501 -> ObjectInfo.HIDDEN;
                case 403 -> {
                    if (new StoreFailure(answer).isAboutOurCredentials()) {
                        throw answer;
                    }
                    yield ObjectInfo.HIDDEN;
                }
                default -> throw answer;
            };
        } catch (IOException brokeOff) {
            throw StoreFailure.brokeOff(brokeOff);
        }
    }

    private static Long sizeOf(GetObjectResponse answer) {
        if (answer.contentRange() == null) {
            return answer.contentLength();
        }
        return ContentRange.parse(answer.contentRange()).map(ContentRange::total).filter(total -> total >= 0)
                .orElse(null);
    }

    /** Reads an object whole, for its digests. */
    Digests digestsOf(String bucket, String key) {
        try (ResponseInputStream<GetObjectResponse> object = s3.getObject(ask -> ask.bucket(bucket).key(key))) {
            return Digests.of(object);
        } catch (IOException brokeOff) {
            throw StoreFailure.brokeOff(brokeOff);
        }
    }

    /** An object's content; empty where it is longer than {@code most} bytes or may not be read. */
    byte[] contentOf(String bucket, String key, int most) {
        try (ResponseInputStream<GetObjectResponse> object = s3.getObject(ask -> ask.bucket(bucket).key(key))) {
            byte[] content = object.readNBytes(most + 1);
            if (content.length > most) {
                object.abort();
                return new byte[0];
            }
            return content;
        } catch (S3Exception refused) {
            if (refused.statusCode() == 403 || refused.statusCode() == 404) {
                return new byte[0];
            }
            throw refused;
        } catch (IOException brokeOff) {
            throw StoreFailure.brokeOff(brokeOff);
        }
    }
}
