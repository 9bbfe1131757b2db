package io.storyreel.service;

import java.io.IOException;

import io.storyreel.service.dialect.StoryPath;
import io.storyreel.trace.CallSpan;
import io.storyreel.trace.StoryTraces;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/**
 * Tells traces of each call that is made to the service. Nothing of them is sent along: the service is another
 * company's, and what a story is called in our traces, or in those of who asked for it, is none of its business.
 */
final class TracedCall implements ExecChainHandler {

    private final StoryTraces traces;

    TracedCall(StoryTraces traces) {
        this.traces = traces;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        CallSpan span = traces.call(request.getMethod(), () -> StoryPath.template(request.getPath()),
                scope.route.getTargetHost().getHostName(), scope.route.getTargetHost().getPort());
        try {
            ClassicHttpResponse answer = chain.proceed(request, scope);
            span.answered(answer.getCode());
            return answer;
        } catch (IOException | HttpException | RuntimeException e) {
            span.broke(e);
            throw e;
        }
    }
}
