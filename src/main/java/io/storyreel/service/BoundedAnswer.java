package io.storyreel.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.storyreel.text.ReadableValues;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.ByteArrayBuffer;

/**
 * Reads a service's answer whole, within a time and a size. A socket's timeout alone only bounds the silence between
 * two bytes: an answer that drips would hold its permit among the {@code max-concurrent} calls for hours.
 */
final class BoundedAnswer implements ExecChainHandler {

    /** Story objects are tens of kilobytes; what is over this is not one. */
    static final int MAX_BYTES = 8 * 1024 * 1024;

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "storyreel-answer-watch");
        thread.setDaemon(true);
        return thread;
    });

    private final Duration wholeAnswer;

    /** @param wholeAnswer from the first byte sent to the last byte read */
    BoundedAnswer(Duration wholeAnswer) {
        this.wholeAnswer = wholeAnswer;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        AtomicBoolean cut = new AtomicBoolean();
        ScheduledFuture<?> timeout = watch.schedule(() -> {
            cut.set(true);
            scope.execRuntime.discardEndpoint();
        }, wholeAnswer.toMillis() + uploadAllowance(request), TimeUnit.MILLISECONDS);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            HttpEntity entity = response.getEntity();
            if (entity != null) {
                byte[] whole = read(entity, scope);
                response.setEntity(new ByteArrayEntity(whole, ContentType.parseLenient(entity.getContentType())));
            }
            return response;
        } catch (IOException | RuntimeException e) {
            // Cutting the connection under HttpClient makes it complain in more ways than one. An image that broke
            // off tells more than that it took too long: then there was no whole request to answer.
            if (cut.get() && !(e instanceof HalfSentException)) {
                throw new InterruptedIOException("no whole answer within " + ReadableValues.of(wholeAnswer));
            }
            throw e;
        } finally {
            timeout.cancel(false);
        }
    }

    /** Sending images takes its own time, which the answer's bound must not punish: a minute per 4 MiB. */
    private static long uploadAllowance(ClassicHttpRequest request) {
        HttpEntity sent = request.getEntity();
        return sent == null ? 0 : Math.max(0, sent.getContentLength()) / (4 * 1024 * 1024) * 60_000;
    }

    private static byte[] read(HttpEntity entity, ExecChain.Scope scope) throws IOException {
        ByteArrayBuffer whole = new ByteArrayBuffer(8 * 1024);
        byte[] buffer = new byte[8 * 1024];
        try (InputStream content = entity.getContent()) {
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                if (whole.length() + n > MAX_BYTES) {
                    scope.execRuntime.discardEndpoint();
                    throw new IOException("the service's answer is over " + MAX_BYTES + " bytes");
                }
                whole.append(buffer, 0, n);
            }
        }
        return whole.toByteArray();
    }
}
