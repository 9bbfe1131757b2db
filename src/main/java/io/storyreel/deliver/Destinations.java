package io.storyreel.deliver;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.fault.DeliveryFaults;
import io.storyreel.fault.StoryFault;
import io.storyreel.s3.Destination;
import io.storyreel.s3.ObjectKey;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;

/** Says where a story's video goes: the request's {@code output} where it has one, else the settings. */
@ApplicationScoped
public class Destinations {

    private final String bucket;

    private final String template;

    /** Reads {@code storyreel.s3.bucket} and {@code storyreel.s3.key-template}. */
    public Destinations(StoryreelSettings settings) {
        this.bucket = settings.s3().bucket();
        this.template = settings.s3().keyTemplate();
    }

    /**
     * The place for a story; depends on nothing that changes between attempts.
     *
     * @throws StoryFault lasting INVALID_REQUEST where the key cannot be one
     */
    public Destination of(Story story) throws StoryFault {
        JsonNode output = story.request().path("output");
        String wanted = output.path("key").asText(template);
        String key = ObjectKey.of(wanted, story).orElseThrow(() -> DeliveryFaults.badRequest(
                "The object key " + wanted + " cannot be used: it " + ObjectKey.problemsOf(wanted).stream().findFirst()
                        .orElse("is no valid key with this story's values")));
        return new Destination(output.path("bucket").asText(bucket), key);
    }
}
