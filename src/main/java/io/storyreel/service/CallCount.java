package io.storyreel.service;

import java.io.IOException;

import io.storyreel.metrics.ApiCallMetrics;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.Method;

/** Counts the calls that are made to the service; one that the breaker has held back is none. */
final class CallCount implements ExecChainHandler {

    private final ApiCallMetrics metrics;

    CallCount(ApiCallMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String call = call(request);
        try {
            ClassicHttpResponse answer = chain.proceed(request, scope);
            metrics.answered(call, answer.getCode());
            return answer;
        } catch (NeverSentException e) {
            metrics.refused(call);
            throw e;
        } catch (IOException | HttpException e) {
            metrics.lost(call);
            throw e;
        }
    }

    private static String call(ClassicHttpRequest request) {
        String path = request.getPath() == null ? "" : request.getPath().replaceFirst("\\?.*$", "");
        return Method.GET.isSame(request.getMethod()) ? ApiCallMetrics.GET : ApiCallMetrics.callOf(path);
    }
}
