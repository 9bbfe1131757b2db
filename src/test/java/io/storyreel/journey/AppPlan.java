package io.storyreel.journey;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.call.ServiceDialect;

/**
 * How an app is to be set up.
 *
 * @param settings    the product's, besides those that connect it
 * @param service     how the simulated service behaves
 * @param isCalledBack whether the service is told a webhook
 * @param jvmArgs     of the product
 * @param place       where and how the product is started
 */
record AppPlan(Map<String, String> settings, SimulatorOptions service, boolean isCalledBack, List<String> jvmArgs,
        LaunchEnvironment place) {

    /**
     * What a JVM has that lives for seconds and makes the most of little memory: a start costs half the CPU without the
     * second compiler. In a container with so little memory or one CPU it takes the serial collector by itself.
     */
    static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** The arguments of such a JVM, which need not load each class anew. */
    static String[] shortLived() {
        return Stream.concat(Stream.of(SharedClasses.argument()), SHORT_LIVED.stream()).toArray(String[]::new);
    }

    /** Polls every 200 ms, waits for nothing longer than it must, and has little memory, as in a small container. */
    static AppPlan usual() {
        return usual(heapOf("-Xmx96m"));
    }

    /** The same with these arguments for its JVM. */
    static AppPlan usual(List<String> jvmArgs) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("storyreel.inbox.settle-time", "100ms");
        settings.put("storyreel.track.compose-grace", "500ms");
        settings.put("storyreel.api.retry-delay", "100ms");
        settings.put("storyreel.api.retry-max-delay", "500ms");
        settings.put("storyreel.api.response-timeout", "3s");
        return new AppPlan(settings, SimulatorOptions.quick(), false, jvmArgs, LaunchEnvironment.FOLDER);
    }

    /** The one for journeys that need nothing special, to be {@link #shared}. */
    static AppPlan everyday() {
        return usual().with("storyreel.s3.allowed-buckets", "own-*").with("storyreel.inbox.max-size", "100K");
    }

    /** The one for journeys with callbacks, so seldom asked that what comes sooner was called; {@link #shared}. */
    static AppPlan calledBack() {
        return usual().calledBack(Duration.ofSeconds(6))
                .serving(SimulatorOptions.quick().withComposeDelay(Duration.ZERO));
    }

    /** The one for journeys by HTTP with a token, to be {@link #shared}. */
    static AppPlan guarded(String token) {
        return usual().with("storyreel.ui.token", token).with("storyreel.inbox.max-size", "100K")
                .with("storyreel.credits.max-per-request", "500");
    }

    /** The one for journeys of stories that come to their deadline, to be {@link #shared}. */
    static AppPlan hurried() {
        return usual().with("storyreel.track.compose-grace", "1s").with("storyreel.track.deadline", "10s")
                .with("storyreel.download.max-size", "5M");
    }

    /** The same where the service calls back and is asked only every so often. */
    AppPlan calledBack(Duration fallbackPollInterval) {
        return new AppPlan(settings, service, true, jvmArgs, place)
                .with("storyreel.track.fallback-poll-interval", fallbackPollInterval.toMillis() + "ms");
    }

    /** The arguments of a {@link #SHORT_LIVED} JVM with a heap of that size. */
    static List<String> heapOf(String size) {
        return Stream.concat(Stream.of(size, SharedClasses.argument()), SHORT_LIVED.stream()).toList();
    }

    AppPlan with(String property, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(property, value);
        return new AppPlan(more, service, isCalledBack, jvmArgs, place);
    }

    AppPlan serving(SimulatorOptions other) {
        return new AppPlan(settings, other, isCalledBack, jvmArgs, place);
    }

    /** The app and the service speak that dialect with each other. */
    AppPlan speaking(ServiceDialect dialect) {
        return serving(service.speaking(dialect));
    }

    AppPlan in(LaunchEnvironment other) {
        return new AppPlan(settings, service, isCalledBack, jvmArgs, other);
    }

    /** To be registered as an extension: opened before the first test of a class and closed after the last. */
    AppFixture app() {
        return AppFixture.of(this);
    }

    /**
     * The same for all classes of a JVM that ask for the same plan. Only for tests that leave the app, the service and
     * the store as they found them, whose requests have names of their own, and that count nothing but their own.
     */
    AppFixture shared() {
        return AppFixture.shared(this);
    }

    /** Opened now; to be closed by the caller. */
    AppFixture open() throws Exception {
        return app().open();
    }
}
