package io.storyreel.service;

import io.storyreel.TestBeans;
import io.storyreel.metrics.ApiCallMetrics;
import io.storyreel.proxy.HttpProxies;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.trace.StoryTraces;
import org.apache.camel.CamelContext;

/** The app's own HTTP clients of the story service, for tests of other packages. */
public final class ServiceClients {

    private ServiceClients() {
    }

    /** Lets routes find them by the names they have in the app. */
    public static void bind(CamelContext camel, StoryreelSettings settings) {
        StoryApiBreaker breaker = new StoryApiBreaker(settings);
        HttpProxies proxies = new HttpProxies(settings);
        ApiCallMetrics metrics = new TestBeans().get(ApiCallMetrics.class);
        camel.getRegistry().bind("storyApiClient",
                new StoryApiClients().storyApiClient(settings, breaker, proxies, metrics, new StoryTraces()));
        camel.getRegistry().bind("storyApiStageClient",
                new StoryApiClients().storyApiStageClient(settings, breaker, proxies, metrics, new StoryTraces()));
    }
}
