package io.storyreel.service;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/**
 * Stops hammering a service that is down. It opens when nearly all of the last {@value #CALLS} calls failed (no
 * connection, no answer, 5xx); then no call is made but one that asks, after {@code storyreel.api.retry-delay} and ever
 * longer waits up to {@code .retry-max-delay}. The first that is answered closes it. An answer that refuses a request
 * (4xx) is the answer of a service that is there. For a story a call that was not made is a try like one that found no
 * connection: it is repeated after its own backoff, as often as {@code storyreel.api.max-retries} says.
 */
@ApplicationScoped
public class StoryApiBreaker implements ExecChainHandler {

    /** So many that no single story's bad luck opens it. */
    private static final int CALLS = 20;

    private static final float FAILED_PERCENT = 90;

    private static final int SERVER_ERROR = 500;

    private static final Duration A_QUESTION = Duration.ofSeconds(10);

    private static final StoryLog LOG = StoryLog.of("storyreel.service");

    private final CircuitBreaker breaker;

    StoryApiBreaker(StoryreelSettings settings) {
        Duration first = settings.api().retryDelay();
        Duration most = settings.api().retryMaxDelay();
        breaker = CircuitBreaker.of("story-api", CircuitBreakerConfig.custom()
                .slidingWindowSize(CALLS).minimumNumberOfCalls(CALLS).failureRateThreshold(FAILED_PERCENT)
                .waitIntervalFunctionInOpenState(IntervalFunction.ofExponentialRandomBackoff(first, 2, 0.5,
                        first.compareTo(most) > 0 ? first : most))
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .permittedNumberOfCallsInHalfOpenState(1)
                // The one that asks may be a step that takes minutes: then another one asks meanwhile.
                .maxWaitDurationInHalfOpenState(A_QUESTION)
                .build());
        breaker.getEventPublisher().onStateTransition(change -> tell(change.getStateTransition().getToState()));
    }

    /**
     * Makes the call where it may be made, and remembers how it went.
     *
     * @throws ServicePausedException where it was not made; nothing was sent
     */
    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (!breaker.tryAcquirePermission()) {
            throw new ServicePausedException();
        }
        long start = breaker.getCurrentTimestamp();
        boolean isOver = false;
        try {
            ClassicHttpResponse answer = chain.proceed(request, scope);
            isOver = true;
            if (answer.getCode() >= SERVER_ERROR) {
                breaker.onError(since(start), TimeUnit.NANOSECONDS, new IOException("answered " + answer.getCode()));
            } else {
                breaker.onSuccess(since(start), TimeUnit.NANOSECONDS);
            }
            return answer;
        } catch (HalfSentException ours) {
            // Our own store broke off; that says nothing of the service.
            throw ours;
        } catch (IOException e) {
            isOver = true;
            breaker.onError(since(start), TimeUnit.NANOSECONDS, e);
            throw e;
        } finally {
            if (!isOver) {
                breaker.releasePermission();
            }
        }
    }

    /** Whether calls are paused because the service is down. */
    public boolean isOpen() {
        return breaker.getState() != State.CLOSED;
    }

    private long since(long start) {
        return breaker.getCurrentTimestamp() - start;
    }

    private static void tell(State now) {
        switch (now) {
            case OPEN -> LOG.warn(LogEvent.SERVICE_DOWN,
                    "the story service is down: calls to it pause, one asks now and then");
            case HALF_OPEN -> LOG.info(LogEvent.SERVICE_ASKED, "the story service is asked whether it is back");
            case CLOSED -> LOG.info(LogEvent.SERVICE_BACK, "the story service is back: all calls go on");
            default -> LOG.debug(LogEvent.SERVICE_ASKED, "breaker {}", now);
        }
    }
}
