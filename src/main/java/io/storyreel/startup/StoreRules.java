package io.storyreel.startup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.storyreel.settings.AllowedBuckets;
import io.storyreel.settings.StoryreelSettings;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;

/** What must hold of how objects are put into the store. */
final class StoreRules {

    private static final Set<String> ENCRYPTIONS = Set.of("AES256", "aws:kms");

    private StoreRules() {
    }

    /** The rules by the words that tell a user of the one that is broken, the property first. */
    static Map<String, BooleanSupplier> of(StoryreelSettings.S3 s3) {
        Map<String, BooleanSupplier> rules = new LinkedHashMap<>();
        rules.put("storyreel.s3.allowed-buckets must be names of buckets, separated by commas, each with a * at its end"
                + " at most", () -> s3.allowedBuckets().stream().flatMap(List::stream)
                        .allMatch(AllowedBuckets::isPattern));
        rules.put("storyreel.s3.sse must be AES256 or aws:kms", () -> isOneOf(s3.sse(), ENCRYPTIONS));
        rules.put("storyreel.s3.sse-kms-key needs storyreel.s3.sse=aws:kms",
                () -> s3.sseKmsKey().isEmpty() || s3.sse().filter("aws:kms"::equals).isPresent());
        // Which ones there are is the store's to say; this is how all of S3's are written.
        rules.put("storyreel.s3.storage-class must be as S3 names it, such as STANDARD_IA",
                () -> s3.storageClass().map(name -> name.matches("[A-Z0-9_]+")).orElse(true));
        rules.put("storyreel.s3.acl must be a canned ACL as S3 names it, such as bucket-owner-full-control",
                () -> s3.acl().map(name -> ObjectCannedACL.knownValues().stream()
                        .anyMatch(known -> known.toString().equals(name))).orElse(true));
        return rules;
    }

    private static boolean isOneOf(Optional<String> value, Set<String> allowed) {
        return value.map(allowed::contains).orElse(true);
    }
}
