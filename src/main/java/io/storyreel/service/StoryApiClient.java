package io.storyreel.service;

import java.time.Duration;

import io.storyreel.proxy.HttpProxies;
import io.storyreel.proxy.ProxiedRoutes;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.trace.StoryTraces;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;

/**
 * How the routes speak to the story service. What HttpClient does by itself in the hope to help is off: a repeated or
 * redirected POST could pay twice, so whether to repeat is decided in the routes alone.
 */
public class StoryApiClient implements HttpClientConfigurer {

    private final StoryreelSettings.Api api;
    private final Duration wholeAnswer;
    private final ExecChainHandler breaker;
    private final ExecChainHandler count;
    private final HttpProxies proxies;
    private final StoryTraces traces;

    /**
     * @param api the service and how to speak to it
     * @param wholeAnswer how long the service may take for its answer
     * @param breaker     the one that all calls to the service share
     * @param count       counts the calls that the breaker lets pass
     * @param proxies     which proxy leads to the service
     * @param traces      who is told of each call
     */
    StoryApiClient(StoryreelSettings.Api api, Duration wholeAnswer, ExecChainHandler breaker, ExecChainHandler count,
            HttpProxies proxies, StoryTraces traces) {
        this.traces = traces;
        this.api = api;
        this.wholeAnswer = wholeAnswer;
        this.breaker = breaker;
        this.count = count;
        this.proxies = proxies;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        Timeout connect = Timeout.of(api.connectTimeout());
        Timeout response = Timeout.of(wholeAnswer);
        client.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(connect)
                        .setSocketTimeout(response).build())
                // Who may call is decided by the routes' throttle; the pool must never be what waits.
                .setMaxConnTotal(api.maxConcurrent() * 2).setMaxConnPerRoute(api.maxConcurrent() * 2)
                .build());
        client.setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(response).build());
        client.disableAutomaticRetries();
        client.disableRedirectHandling();
        client.disableCookieManagement();
        new ProxiedRoutes(proxies).configure(client);
        // The key is added here, below Camel: no header of an exchange, no log and no trace ever holds it.
        client.addRequestInterceptorLast((request, entity, context) -> request.setHeader("X-Api-Key", api.key()));
        client.addExecInterceptorFirst("bounded-answer", new BoundedAnswer(wholeAnswer));
        client.addExecInterceptorFirst("never-sent", new NeverSentHandler());
        client.addExecInterceptorFirst("count", count);
        client.addExecInterceptorFirst("traced", new TracedCall(traces));
        client.addExecInterceptorFirst("breaker", breaker);
        client.addExecInterceptorAfter(ChainElement.CONNECT.name(), "sending", NeverSentHandler.markSending());
    }
}
