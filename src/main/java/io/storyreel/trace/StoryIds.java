package io.storyreel.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.storyreel.story.Story;
import io.storyreel.text.Sha256;

/**
 * The ids of spans. Those of a story's first span, its intake, are made of what the ledger keeps of it for good: so
 * each stage, after whatever restart and in whatever replica, knows the trace and its own parent in it, also where
 * the story was taken up while traces were off. All others are random.
 */
final class StoryIds implements IdGenerator {

    private final IdGenerator random = IdGenerator.random();

    private final ThreadLocal<Ids> next = new ThreadLocal<>();

    /** Those of a story's first span; the trace only where its sender has given none. */
    record Ids(String traceId, String spanId) {

        static Ids of(Story story) {
            String digest = Sha256.of(story.requestId() + " of " + story.receivedAt().toEpochMilli());
            return new Ids(digest.substring(0, TraceId.getLength()),
                    digest.substring(TraceId.getLength(), TraceId.getLength() + SpanId.getLength()));
        }
    }

    /** The span that this thread begins meanwhile has these. */
    Span with(Ids ids, SpanBuilder span) {
        next.set(ids);
        try {
            return span.startSpan();
        } finally {
            next.remove();
        }
    }

    @Override
    public String generateTraceId() {
        Ids ours = next.get();
        return ours == null ? random.generateTraceId() : ours.traceId();
    }

    @Override
    public String generateSpanId() {
        Ids ours = next.get();
        return ours == null ? random.generateSpanId() : ours.spanId();
    }
}
