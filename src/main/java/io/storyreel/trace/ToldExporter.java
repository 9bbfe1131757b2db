package io.storyreel.trace;

import java.util.Collection;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.text.RootCause;

/** Tells in one line that spans do not arrive, and in one that they do again. They are lost; stories are not. */
final class ToldExporter implements SpanExporter {

    private static final StoryLog LOG = StoryLog.of("storyreel.trace");

    private final SpanExporter exporter;

    private volatile boolean isAway;

    ToldExporter(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode sent = exporter.export(spans);
        return sent.whenComplete(() -> tell(sent));
    }

    private synchronized void tell(CompletableResultCode sent) {
        if (isAway == !sent.isSuccess()) {
            return;
        }
        isAway = !isAway;
        if (isAway) {
            LOG.warn(LogEvent.TRACES_AWAY, "spans do not arrive at their collector, and are lost until they do{}",
                    why(sent.getFailureThrowable()));
        } else {
            LOG.info(LogEvent.TRACES_BACK, "spans arrive at their collector again");
        }
    }

    private static String why(Throwable failure) {
        return failure == null ? "" : ": " + RootCause.of(failure);
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
