package io.storyreel.metrics;

import java.util.List;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.storyreel.fault.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Outcomes, by the status and the error code of the result that tells of them. A story that has failed and is retried
 * has another outcome later: both count. A review is no outcome.
 */
@Startup
@ApplicationScoped
public class OutcomeMetrics {

    private static final String DELIVERED = "delivered";

    private static final String FAILED = "failed";

    private static final String REJECTED = "rejected";

    private static final String DUPLICATE = "duplicate";

    private static final List<ErrorCode> REJECTIONS = List.of(ErrorCode.INVALID_REQUEST, ErrorCode.REQUEST_ID_CONFLICT,
            ErrorCode.BUDGET_EXCEEDED);

    /** A document is refused for these; a story that the day's budget holds goes on by itself. */
    private static final List<ErrorCode> NO_FAILURES = List.of(ErrorCode.REQUEST_ID_CONFLICT,
            ErrorCode.BUDGET_EXCEEDED);

    private final MeterRegistry registry;

    OutcomeMetrics(MeterRegistry registry) {
        this.registry = registry;
        counter(DELIVERED, Labels.NONE);
        counter(DUPLICATE, Labels.NONE);
        REJECTIONS.forEach(code -> counter(REJECTED, code.name()));
        for (ErrorCode code : ErrorCode.values()) {
            if (!NO_FAILURES.contains(code)) {
                counter(FAILED, code.name());
            }
        }
    }

    /** A video is in the bucket. */
    public void delivered() {
        counter(DELIVERED, Labels.NONE).increment();
    }

    /** A story has ended without a video, or may have been paid for in vain. */
    public void failed(String code) {
        counter(FAILED, code).increment();
    }

    /** A document was not taken up. */
    public void rejected(ErrorCode code) {
        counter(REJECTED, code.name()).increment();
    }

    /** So many requests were asked before. */
    public void duplicates(long many) {
        counter(DUPLICATE, Labels.NONE).increment(many);
    }

    private Counter counter(String status, String code) {
        return Counter.builder("storyreel.stories.finished")
                .description("Outcomes, by the status and the error code of their results")
                .tag("status", status).tag("code", code).register(registry);
    }
}
