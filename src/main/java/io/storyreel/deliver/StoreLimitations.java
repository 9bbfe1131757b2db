package io.storyreel.deliver;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;

/** Tells what a bucket does not keep or show, once for each bucket in a process's life: it does no harm. */
final class StoreLimitations {

    private static final StoryLog LOG = StoryLog.of("storyreel.deliver");

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** Whether an object of this bucket has been looked at before. */
    boolean areKnown(String bucket) {
        return known.contains(bucket);
    }

    /** Tells what is missing of an object that was looked at after it was stored. */
    void tell(String bucket, ObjectInfo seen) {
        if (!known.add(bucket)) {
            return;
        }
        String missing = seen.isHidden() ? "does not let Storyreel look at objects (s3:GetObject)"
                : !seen.isLabelled() ? "does not keep or show user metadata (request-id, story-id, sha256)"
                : seen.size() == null ? "does not tell the size of objects"
                : seen.etag() == null ? "does not tell ETags" : null;
        if (missing != null) {
            LOG.warn(LogEvent.STORE_LIMITED,
                    "The store of bucket {} {}; videos are stored all the same, and judged by what it does tell",
                    bucket, missing);
        }
    }
}
