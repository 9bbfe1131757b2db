package io.storyreel.service;

import java.io.IOException;

import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;

/**
 * Tells a call that was never sent from one whose answer was lost. The mark is set by {@link #markSending()}, which
 * runs once a connection stands and before the first byte; a fault without the mark is a {@link NeverSentException}.
 */
final class NeverSentHandler implements ExecChainHandler {

    private static final String SENDING = "storyreel.sending";

    /** The handler to place right after the connection is made. */
    static ExecChainHandler markSending() {
        return (request, scope, chain) -> {
            scope.clientContext.setAttribute(SENDING, Boolean.TRUE);
            return chain.proceed(request, scope);
        };
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        try {
            ClassicHttpResponse answer = chain.proceed(request, scope);
            if (answer.getCode() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED && scope.route.getProxyHost() != null) {
                // It is the proxy that says so, and it has passed nothing on.
                throw new NeverSentException("the proxy wants another user or password (407)");
            }
            return answer;
        } catch (IOException e) {
            if (scope.clientContext.getAttribute(SENDING) == null && !(e instanceof NeverSentException)) {
                throw new NeverSentException(e);
            }
            throw e;
        }
    }
}
