package io.storyreel.metrics;

import java.util.List;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;

/** Calls to the service, by what was called and what came of it: the answer's code, {@code lost} or {@code refused}. */
@Startup
@ApplicationScoped
public class ApiCallMetrics {

    /** The GET that shows a story. */
    public static final String GET = "get";

    /** The storyboard of the advanced mode. */
    public static final String STORY = "story";

    private static final List<String> OTHERS = List.of("idea-2-video", "images-2-video", "url-2-video", "elements",
            "scenes", "videos", "concat");

    /** Sent, in whole or in part, and not answered. */
    private static final String LOST = "lost";

    /** No connection was made: nothing was sent. */
    private static final String REFUSED = "refused";

    /** What is there before the first call; another code is there from its first answer on. */
    private static final List<String> KNOWN = List.of("200", "400", "401", "402", "403", "404", "422", "429", "500",
            "502", "503", "504", LOST, REFUSED);

    private final MeterRegistry registry;

    ApiCallMetrics(MeterRegistry registry) {
        this.registry = registry;
        KNOWN.forEach(status -> {
            counter(GET, status);
            counter(STORY, status);
            OTHERS.forEach(call -> counter(call, status));
        });
    }

    /** What is called by a POST to a path: its last part, or {@link #STORY}. */
    public static String callOf(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        return OTHERS.contains(last) ? last : STORY;
    }

    /** The service has answered. */
    public void answered(String call, int code) {
        counter(call, Integer.toString(code)).increment();
    }

    /** It was sent, and there is no answer. */
    public void lost(String call) {
        counter(call, LOST).increment();
    }

    /** It was not sent: there was no connection. */
    public void refused(String call) {
        counter(call, REFUSED).increment();
    }

    private Counter counter(String call, String status) {
        return Counter.builder("storyreel.api.calls").description("Calls to the story service")
                .tag("call", call).tag("status", status).register(registry);
    }
}
