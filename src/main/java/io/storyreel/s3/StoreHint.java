package io.storyreel.s3;

import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

import org.apache.camel.util.ObjectHelper;

/**
 * What a person can do about a store's trouble.
 *
 * @param trouble what went wrong
 */
record StoreHint(StoreFailure trouble) {

    private static final String CREDENTIALS = "check storyreel.s3.access-key and .secret-key, or without them what the"
            + " AWS default chain finds";

    private static final String NOT_KNOWN = "the store does not know what was asked of it: try"
            + " storyreel.s3.checksum=none, and without .sse, .storage-class and .acl";

    /** One line that names the setting or the right to look at, or empty where we know nothing better. */
    Optional<String> words() {
        return Optional.ofNullable(trouble.status() == 0 ? onTheWay() : answered());
    }

    private String answered() {
        String byCode = byCode();
        return byCode != null ? byCode : switch (trouble.status()) {
            case 301, 307 -> region();
            case 400 -> trouble.region().isPresent() ? region() : null;
            case 401, 403 -> "the credentials lack a right on the bucket or the object, or are wrong: " + CREDENTIALS;
            case 404 -> "check storyreel.s3.bucket, .endpoint and .path-style";
            case 501 -> NOT_KNOWN;
            default -> null;
        };
    }

    private String byCode() {
        return switch (trouble.code()) {
            case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException", "AuthorizationQueryParametersError" -> region();
            case "InvalidAccessKeyId", "InvalidToken", "ExpiredToken", "TokenRefreshRequired", "AccountProblem" ->
                    CREDENTIALS;
            case "SignatureDoesNotMatch" -> "check storyreel.s3.secret-key; where that is right, something between here"
                    + " and the store changes requests: check storyreel.s3.endpoint and .path-style";
            case "RequestTimeTooSkewed" -> "set this machine's clock";
            case "AccessDenied" -> denied();
            case "NoSuchBucket" -> "create the bucket, or check storyreel.s3.bucket, .endpoint and .path-style";
            case "InvalidBucketName" -> "check the bucket's name and storyreel.s3.path-style";
            case "NotImplemented" -> NOT_KNOWN;
            case "InvalidRequest", "MissingContentMD5", "InvalidDigest", "BadDigest", "XAmzContentSHA256Mismatch",
                    "XAmzContentChecksumMismatch" -> aboutKeys() ? encryption() : checksum();
            case "InvalidStorageClass" -> "check storyreel.s3.storage-class";
            case "AccessControlListNotSupported" -> "the bucket takes no ACLs: leave storyreel.s3.acl out";
            case "InvalidEncryptionAlgorithmError", "ServerSideEncryptionConfigurationNotFoundError",
                    "InvalidEncryptionRequest" -> encryption();
            case "EntityTooLarge" -> "lower storyreel.download.max-size to what the store takes in one PUT";
            case "KeyTooLongError" -> "shorten storyreel.s3.key-template or the request's output.key";
            case "QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded" -> "the store is full";
            case "MethodNotAllowed" -> "is storyreel.s3.endpoint the address of the store's S3 interface?";
            default -> trouble.code().startsWith("KMS.") ? encryption() : null;
        };
    }

    private String denied() {
        return aboutKeys() ? encryption() : "the credentials need s3:PutObject, s3:GetObject and s3:ListBucket on the"
                + " bucket; a bucket's policy may ask for encryption (storyreel.s3.sse) or an ACL (storyreel.s3.acl)";
    }

    private boolean aboutKeys() {
        String message = trouble.message().toLowerCase(Locale.ROOT);
        return message.contains("kms") || message.contains("encrypt");
    }

    private static String encryption() {
        return "check storyreel.s3.sse and .sse-kms-key; the credentials need kms:GenerateDataKey and kms:Decrypt on"
                + " the key";
    }

    private static String checksum() {
        return "check storyreel.s3.checksum: md5, crc32 or none; buckets with Object Lock need md5 or crc32";
    }

    private String region() {
        return trouble.region()
                .map(region -> "the bucket lies in another region: set storyreel.s3.region=" + region)
                .orElse("the bucket lies in another region: correct storyreel.s3.region, or storyreel.s3.endpoint");
    }

    private String onTheWay() {
        String message = String.valueOf(trouble.failure().getMessage());
        if (ObjectHelper.getException(UnknownHostException.class, trouble.failure()) != null) {
            return "check storyreel.s3.endpoint and .region; a store without a host name for each bucket needs"
                    + " storyreel.s3.path-style=true";
        }
        if (ObjectHelper.getException(SSLException.class, trouble.failure()) != null) {
            return "is storyreel.s3.endpoint right, and its certificate known to this Java?";
        }
        if (message.contains("credentials")) {
            return "set storyreel.s3.access-key and .secret-key, or what the AWS default chain reads";
        }
        return message.contains("HTTP request") ? "is the store up, and storyreel.s3.endpoint right?" : null;
    }
}
