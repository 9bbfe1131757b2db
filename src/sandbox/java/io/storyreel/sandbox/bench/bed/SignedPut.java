package io.storyreel.sandbox.bench.bed;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.storyreel.sandbox.LocalS3;

/**
 * The signature of a bare PUT to S3 whose body is not digested beforehand (AWS Signature Version 4,
 * {@code UNSIGNED-PAYLOAD}): what a relay that streams has to compute, and no more.
 */
final class SignedPut {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);

    private final String host;

    private final String accessKey;

    private final String secretKey;

    SignedPut(URI endpoint, String accessKey, String secretKey) {
        this.host = endpoint.getAuthority();
        this.accessKey = accessKey;
        this.secretKey = secretKey;
    }

    /** The headers to send; the path must need no escaping. */
    Map<String, String> headers(String path, Instant now) {
        String time = TIME.format(now);
        String day = time.substring(0, 8);
        String scope = day + "/" + LocalS3.REGION + "/s3/aws4_request";
        String canonical = "PUT\n" + path + "\n\nhost:" + host + "\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:"
                + time + "\n\nhost;x-amz-content-sha256;x-amz-date\nUNSIGNED-PAYLOAD";
        try {
            String digest = hex(MessageDigest.getInstance("SHA-256").digest(bytes(canonical)));
            byte[] key = hmac(hmac(hmac(hmac(bytes("AWS4" + secretKey), day), LocalS3.REGION), "s3"), "aws4_request");
            String signature = hex(hmac(key, "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + digest));
            return Map.of("x-amz-content-sha256", "UNSIGNED-PAYLOAD", "x-amz-date", time, "Authorization",
                    "AWS4-HMAC-SHA256 Credential=" + accessKey + "/" + scope
                            + ", SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(bytes(text));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
