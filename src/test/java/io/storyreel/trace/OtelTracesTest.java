package io.storyreel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.journal.Subject;
import io.storyreel.ledger.TestLedger;
import io.storyreel.story.IntakeResult;
import io.storyreel.story.IntakeResult.Outcome;
import io.storyreel.story.Origin;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import io.storyreel.story.TraceContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtelTracesTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static final TraceContext GIVEN = new TraceContext("00-" + TRACE + "-00f067aa0ba902b7-01", null);

    private static final Instant RECEIVED = Instant.parse("2026-11-27T10:00:00.123456Z");

    private final List<SpanData> spans = new CopyOnWriteArrayList<>();

    private StoryTraces traces = started(Sampler.parentBased(Sampler.alwaysOn()));

    @AfterEach
    void close() {
        traces.close();
    }

    @Test
    void eachStageOfAStoryIsAChildOfItsIntakeAlsoAfterARestart() {
        Story story = story("r", null);
        traces.taken(new IntakeResult(Outcome.ACCEPTED, story), null, Instant.now());
        traces.close();
        traces = started(Sampler.parentBased(Sampler.alwaysOn()));
        stage("submit", story);

        assertThat(spans).extracting(SpanData::getName).containsExactly("intake", "submit");
        assertThat(spans).extracting(SpanData::getTraceId).containsOnly(spans.get(0).getTraceId());
        assertThat(spans.get(0).getParentSpanContext().isValid()).isFalse();
        assertThat(spans.get(1).getParentSpanId()).isEqualTo(spans.get(0).getSpanId());
    }

    @Test
    void aStoryThatWasTakenUpWhileTracesWereOffIsOneTraceToo() {
        Story story = story("r", null);
        stage("deliver", story);
        stage("report", story);
        stage("report", story("another", null));

        assertThat(spans.get(0).getTraceId()).isEqualTo(spans.get(1).getTraceId())
                .isNotEqualTo(spans.get(2).getTraceId());
        assertThat(spans.get(0).getSpanId()).isNotEqualTo(spans.get(1).getSpanId());
    }

    @Test
    void aStoryBelongsToTheTraceThatItsSenderHasGiven() {
        Story story = story("r", GIVEN);
        traces.taken(new IntakeResult(Outcome.ACCEPTED, story), GIVEN, Instant.now());
        stage("submit", story);

        assertThat(spans).extracting(SpanData::getTraceId).containsOnly(TRACE);
        assertThat(spans.get(0).getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(spans.get(1).getParentSpanId()).isEqualTo(spans.get(0).getSpanId());
    }

    @Test
    void whatIsNotSampledIsNotAtAnyStage() {
        TraceContext unsampled = new TraceContext(GIVEN.traceparent().replaceAll("1$", "0"), null);
        Story story = story("r", unsampled);
        traces.taken(new IntakeResult(Outcome.ACCEPTED, story), unsampled, Instant.now());
        stage("submit", story);
        traces.close();
        traces = started(Sampler.parentBased(Sampler.alwaysOff()));
        stage("submit", story("other", null));

        assertThat(spans).isEmpty();
    }

    @Test
    void aDuplicateIsToldInTheTraceOfTheFirstAndNamesThatOfWhoAsked() {
        Story story = story("r", null);
        traces.taken(new IntakeResult(Outcome.ACCEPTED, story), null, Instant.now());
        traces.taken(new IntakeResult(Outcome.DUPLICATE, story), GIVEN, Instant.now());

        assertThat(spans).extracting(SpanData::getTraceId).containsOnly(spans.get(0).getTraceId());
        assertThat(spans.get(1).getLinks()).singleElement()
                .satisfies(link -> assertThat(link.getSpanContext().getTraceId()).isEqualTo(TRACE));
    }

    @Test
    void whatTheLogTellsOfAStoryStandsInTheSpanOfItsStage() {
        Story story = story("r", null);
        StoryLog log = StoryLog.of("told.of-traces");
        traces.begin("submit", story);
        log.info(LogEvent.STORY_SUBMITTED, Subject.of("r", "s-1"), "taken");
        log.info(LogEvent.STORY_FAILED, Subject.of("another"), "not here");
        traces.end();
        log.info(LogEvent.STORY_DELIVERED, Subject.of("r"), "too late");

        assertThat(spans).singleElement().satisfies(span -> {
            assertThat(span.getEvents()).extracting(event -> event.getName()).containsExactly("story.submitted");
            assertThat(span.getAttributes().asMap().toString()).contains("state=generating", "story_id=s-1");
        });
    }

    @Test
    void aCallOutsideOfAStageIsNotTold() {
        traces.call("GET", () -> "/story/{story_id}", "127.0.0.1", 80).answered(200);
        traces.end();

        assertThat(spans).isEmpty();
    }

    @Test
    void whileTracesAreOffTheSendersIsPassedOnAsItCame() {
        StoryTraces off = new StoryTraces();
        off.begin("report", story("r", GIVEN));

        assertThat(off.passedOn(story("r", GIVEN))).isEqualTo(GIVEN);
        assertThat(off.passedOn(story("r", null))).isNull();
        assertThat(off.now()).isNull();
    }

    private void stage(String name, Story story) {
        traces.begin(name, story);
        traces.end();
    }

    private static Story story(String id, TraceContext given) {
        return new Story(id, StoryState.ACCEPTED, "c", TestLedger.json("{}"), new Origin("http", Map.of(), given),
                "form", null, null, 0, 0, 0, null, null, null, null, null, null, null, null, null, null, RECEIVED, null,
                null, null, null, null, null);
    }

    private StoryTraces started(Sampler sampler) {
        StoryIds ids = new StoryIds();
        return new OtelTraces(SdkTracerProvider.builder().setIdGenerator(ids).setSampler(sampler)
                .addSpanProcessor(SimpleSpanProcessor.create(new SpanExporter() {
                    @Override
                    public CompletableResultCode export(Collection<SpanData> ended) {
                        spans.addAll(ended);
                        return CompletableResultCode.ofSuccess();
                    }

                    @Override
                    public CompletableResultCode flush() {
                        return CompletableResultCode.ofSuccess();
                    }

                    @Override
                    public CompletableResultCode shutdown() {
                        return CompletableResultCode.ofSuccess();
                    }
                })).build(), ids);
    }
}
