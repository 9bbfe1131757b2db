package io.storyreel.trace;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.journal.Subject;
import io.storyreel.story.IntakeResult;
import io.storyreel.story.IntakeResult.Outcome;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import io.storyreel.story.TraceContext;

/**
 * Tells OpenTelemetry. A story's spans are children of its intake, whose ids {@link StoryIds} knows at any time; that
 * is a child of what the sender has given, or else the root. What the log tells of a story while a stage works on it
 * stands in the stage's span as an event of the same name.
 * <p>
 * Of a story nothing is told but its ids and states: no text of its user's, no address, no words of a fault.
 */
final class OtelTraces extends StoryTraces {

    private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey(StoryLog.REQUEST_ID);

    private static final AttributeKey<String> STORY_ID = AttributeKey.stringKey(StoryLog.STORY_ID);

    private static final AttributeKey<String> STATE = AttributeKey.stringKey("state");

    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("outcome");

    private static final AttributeKey<String> CHANNEL = AttributeKey.stringKey("channel");

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");

    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");

    private static final AttributeKey<String> TEMPLATE = AttributeKey.stringKey("url.template");

    private static final AttributeKey<String> HOST = AttributeKey.stringKey("server.address");

    private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");

    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private static final String INTAKE = "intake";

    private static final int FIRST_ERROR = 400;

    /** As long as a stop can wait for a collector that is slow. */
    private static final long PATIENCE_SECONDS = 2;

    private static final TextMapGetter<TraceContext> GIVEN = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(TraceContext given) {
            return List.of(TraceContext.TRACEPARENT, TraceContext.TRACESTATE);
        }

        @Override
        public String get(TraceContext given, String name) {
            return TraceContext.TRACEPARENT.equals(name) ? given.traceparent() : given.tracestate();
        }
    };

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final StoryIds ids;

    private final ThreadLocal<Active> active = new ThreadLocal<>();

    OtelTraces(SdkTracerProvider provider, StoryIds ids) {
        this.provider = provider;
        this.tracer = provider.get("io.storyreel");
        this.ids = ids;
        StoryLog.listen(this::noted);
    }

    /** The span of the stage that works on a story on a thread. */
    private record Active(Story story, Span span) {
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public void begin(String stage, Story story) {
        active.set(new Active(story, about(tracer.spanBuilder(stage).setParent(intakeOf(story)), story)
                .setAttribute(STATE, story.state().wireName()).startSpan()));
    }

    @Override
    public void end() {
        Active ended = active.get();
        active.remove();
        if (ended != null) {
            ended.span().end();
        }
    }

    @Override
    public void taken(IntakeResult taken, TraceContext given, Instant since) {
        Story story = taken.story();
        boolean isFirst = taken.outcome() == Outcome.ACCEPTED;
        SpanBuilder span = about(tracer.spanBuilder(INTAKE), story).setStartTimestamp(since)
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute(CHANNEL, story.origin().channel())
                .setAttribute(OUTCOME, taken.outcome().name().toLowerCase(Locale.ROOT))
                .setAttribute(STATE, (isFirst ? StoryState.ACCEPTED : story.state()).wireName());
        if (isFirst) {
            ids.with(StoryIds.Ids.of(story), span.setParent(given(given))).end();
            return;
        }
        SpanContext asked = Span.fromContext(given(given)).getSpanContext();
        if (asked.isValid()) {
            span.addLink(asked);
        }
        span.setParent(intakeOf(story)).startSpan().end();
    }

    @Override
    public void happened(String what, Story story, Instant since) {
        about(tracer.spanBuilder(what).setParent(intakeOf(story)).setStartTimestamp(since), story)
                .setSpanKind(SpanKind.SERVER).setAttribute(STATE, story.state().wireName()).startSpan().end();
    }

    @Override
    public TraceContext passedOn(Story story) {
        Active stage = active.get();
        if (stage == null) {
            return super.passedOn(story);
        }
        Map<String, String> names = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(Context.root().with(stage.span()), names, Map::put);
        return new TraceContext(names.get(TraceContext.TRACEPARENT), names.get(TraceContext.TRACESTATE));
    }

    @Override
    public CallSpan call(String method, Supplier<String> path, String host, int port) {
        Active stage = active.get();
        if (stage == null) {
            return CallSpan.UNTOLD;
        }
        String template = path.get();
        Span span = about(tracer.spanBuilder(method + " " + template).setParent(Context.root().with(stage.span())),
                stage.story()).setSpanKind(SpanKind.CLIENT).setAttribute(METHOD, method)
                .setAttribute(TEMPLATE, template).setAttribute(HOST, host).setAttribute(PORT, (long) port).startSpan();
        return new CallSpan() {
            @Override
            public void answered(int status) {
                span.setAttribute(STATUS, (long) status);
                if (status >= FIRST_ERROR) {
                    span.setStatus(StatusCode.ERROR).setAttribute(ERROR, String.valueOf(status));
                }
                span.end();
            }

            @Override
            public void broke(Exception why) {
                span.setStatus(StatusCode.ERROR).setAttribute(ERROR, why.getClass().getName()).end();
            }
        };
    }

    /** What the log tells stands in the span of the stage that tells it. */
    private void noted(LogEvent event, Subject about) {
        Active stage = active.get();
        if (stage == null || about != null && !stage.story().requestId().equals(about.requestId())) {
            return;
        }
        Span span = stage.span();
        span.addEvent(event.wireName());
        StoryState state = StoryStates.after(event);
        if (state != null) {
            span.setAttribute(STATE, state.wireName());
        }
        if (about != null && about.storyId() != null) {
            span.setAttribute(STORY_ID, about.storyId());
        }
        if (StoryStates.isFault(event)) {
            span.setStatus(StatusCode.ERROR).setAttribute(ERROR, event.wireName());
        }
    }

    private static SpanBuilder about(SpanBuilder span, Subject story) {
        span.setAttribute(REQUEST_ID, story.requestId());
        return story.storyId() == null ? span : span.setAttribute(STORY_ID, story.storyId());
    }

    private static Context given(TraceContext given) {
        return given == null ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), given, GIVEN);
    }

    /** A story's first span as the parent of its others; sampled as that was. */
    private Context intakeOf(Story story) {
        Context before = given(story.origin().trace());
        SpanContext sender = Span.fromContext(before).getSpanContext();
        StoryIds.Ids own = StoryIds.Ids.of(story);
        String traceId = sender.isValid() ? sender.getTraceId() : own.traceId();
        boolean isSampled = provider.getSampler().shouldSample(before, traceId, INTAKE, SpanKind.CONSUMER,
                Attributes.empty(), List.of()).getDecision() == SamplingDecision.RECORD_AND_SAMPLE;
        return Context.root().with(Span.wrap(SpanContext.createFromRemoteParent(traceId, own.spanId(),
                isSampled ? TraceFlags.getSampled() : TraceFlags.getDefault(), sender.getTraceState())));
    }

    @Override
    void close() {
        StoryLog.listen(null);
        provider.shutdown().join(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
