package io.storyreel.journey;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;

/** A collector of traces: OTLP by HTTP, read by OpenTelemetry's own definition of it. */
final class OtlpReceiver implements AutoCloseable {

    private final HttpServer server;

    private final List<ExportTraceServiceRequest> received = new CopyOnWriteArrayList<>();

    private final List<String> paths = new CopyOnWriteArrayList<>();

    private OtlpReceiver(HttpServer server) {
        this.server = server;
        server.createContext("/", this::receive);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "otlp-receiver");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    static OtlpReceiver start() {
        return start(0);
    }

    static OtlpReceiver start(int port) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            return new OtlpReceiver(HttpServer.create(address, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange; InputStream body = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            received.add(ExportTraceServiceRequest.parseFrom(body));
            paths.add(exchange.getRequestURI().getPath());
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Where it was sent to. */
    List<String> paths() {
        return List.copyOf(paths);
    }

    /** All that was received, as it came. */
    List<ExportTraceServiceRequest> everything() {
        return List.copyOf(received);
    }

    /** The spans about a request, in the order in which they began. */
    List<Span> spansOf(String requestId) {
        return received.stream().flatMap(one -> one.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .filter(span -> requestId.equals(attribute(span, "request_id")))
                .sorted((a, b) -> Long.compareUnsigned(a.getStartTimeUnixNano(), b.getStartTimeUnixNano())).toList();
    }

    /** Waits until a span about a request has come that is as wanted. */
    Span awaitSpan(String requestId, Predicate<Span> wanted) {
        return await("a span of " + requestId).atMost(AppFixture.PATIENCE).until(() -> spansOf(requestId).stream()
                .filter(wanted).findFirst().orElse(null), found -> found != null);
    }

    /** The same of that name. */
    Span awaitSpan(String requestId, String name) {
        return awaitSpan(requestId, span -> span.getName().equals(name));
    }

    /** An attribute as text; null where there is none. */
    static String attribute(Span span, String name) {
        return span.getAttributesList().stream().filter(one -> one.getKey().equals(name)).map(KeyValue::getValue)
                .map(value -> value.hasIntValue() ? String.valueOf(value.getIntValue()) : value.getStringValue())
                .findFirst().orElse(null);
    }

    /** An id as W3C writes it. */
    static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    /** Everything that was received, as text. */
    String text() {
        return received.stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
