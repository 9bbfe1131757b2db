package io.storyreel.deliver;

import java.util.Map;

import io.storyreel.s3.S3Clients;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import software.amazon.awssdk.services.s3.S3Client;

/** The app's own client of the object store, for tests of other packages. */
public final class StoreClient {

    private StoreClient() {
    }

    /** As those settings make it; the caller closes it. */
    public static S3Client with(StoryreelSettings settings) {
        return new S3Clients().s3Client(settings);
    }

    /** As the defaults make it, but for where it leads. */
    public static S3Client to(Map<String, String> store) {
        return with(TestSettings.with(store));
    }
}
