package io.storyreel.proxy;

import java.io.IOException;
import java.util.Optional;

import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Lets an HTTP client go through {@link HttpProxies}: https by CONNECT, http by asking the proxy for the whole address.
 * What a request carries for its target (an API key) is not in the CONNECT.
 *
 * @param proxies which proxy leads where
 */
public record ProxiedRoutes(HttpProxies proxies) implements ExecChainHandler {

    private static final String CONNECTED = "storyreel.connected";

    /** Sets a client up, before anything else is put into its chain. */
    public void configure(HttpClientBuilder client) {
        client.setRoutePlanner(new DefaultRoutePlanner(null) {
            @Override
            protected HttpHost determineProxy(HttpHost target, HttpContext context) {
                return proxies.to(target.getSchemeName(), target.getHostName(), target.getPort())
                        .map(proxy -> new HttpHost("http", proxy.host(), proxy.port())).orElse(null);
            }
        });
        client.addExecInterceptorFirst("proxy", this);
        client.addExecInterceptorAfter(ChainElement.CONNECT.name(), "connected", (request, scope, chain) -> {
            scope.clientContext.setAttribute(CONNECTED, Boolean.TRUE);
            return chain.proceed(request, scope);
        });
    }

    /**
     * Tells the proxy who we are.
     *
     * @throws IOException where the proxy makes no tunnel; HttpClient would pass its words off as the target's
     */
    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        HttpRoute route = scope.route;
        login(route).ifPresent(proxy -> {
            if (route.isTunnelled()) {
                BasicCredentialsProvider credentials = new BasicCredentialsProvider();
                credentials.setCredentials(new AuthScope(route.getProxyHost()),
                        new UsernamePasswordCredentials(proxy.user(), proxy.password().toCharArray()));
                scope.clientContext.setCredentialsProvider(credentials);
            } else {
                // At once: a request that is sent once more after a 407 may carry images.
                request.setHeader("Proxy-Authorization", proxy.authorization());
            }
        });
        ClassicHttpResponse answer = chain.proceed(request, scope);
        if (route.isTunnelled() && scope.clientContext.getAttribute(CONNECTED) == null) {
            answer.close();
            scope.execRuntime.discardEndpoint();
            throw new IOException("the proxy " + route.getProxyHost().toHostString() + " makes no tunnel, it answered "
                    + answer.getCode() + (answer.getCode() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED
                            ? ": it wants another user or password" : ""));
        }
        return answer;
    }

    private Optional<ProxyAddress> login(HttpRoute route) {
        HttpHost target = route.getTargetHost();
        return route.getProxyHost() == null ? Optional.empty()
                : proxies.to(target.getSchemeName(), target.getHostName(), target.getPort())
                        .filter(proxy -> proxy.user() != null);
    }
}
