package io.storyreel.service;

import io.quarkus.arc.Unremovable;
import io.storyreel.metrics.ApiCallMetrics;
import io.storyreel.proxy.HttpProxies;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.trace.StoryTraces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.component.http.HttpClientConfigurer;

/** The two ways the routes speak to the service: for calls that answer soon, and for those that may take minutes. */
@ApplicationScoped
public class StoryApiClients {

    /** For all calls that answer within {@code storyreel.api.response-timeout}. */
    @Produces
    @Singleton
    @Named("storyApiClient")
    @Unremovable
    HttpClientConfigurer storyApiClient(StoryreelSettings settings, StoryApiBreaker breaker, HttpProxies proxies,
            ApiCallMetrics metrics, StoryTraces traces) {
        return new StoryApiClient(settings.api(), settings.api().responseTimeout(), breaker, new CallCount(metrics),
                proxies, traces);
    }

    /** For storyboard, elements and scenes, which answer when their work is done. */
    @Produces
    @Singleton
    @Named("storyApiStageClient")
    @Unremovable
    HttpClientConfigurer storyApiStageClient(StoryreelSettings settings, StoryApiBreaker breaker, HttpProxies proxies,
            ApiCallMetrics metrics, StoryTraces traces) {
        return new StoryApiClient(settings.api(), settings.api().stageTimeout(), breaker, new CallCount(metrics),
                proxies, traces);
    }
}
