package io.storyreel.sandbox.sqs;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.storyreel.sandbox.sqs.wire.JsonProtocol;
import io.storyreel.sandbox.sqs.wire.QueryProtocol;
import io.storyreel.sandbox.sqs.wire.SqsAnswer;
import io.storyreel.sandbox.sqs.wire.WireProtocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** The HTTP of the local SQS: which protocol a call speaks, and how its answer gets back. */
final class SqsServer {

    private static final Pattern CREDENTIAL = Pattern.compile("Credential=([^/]+)/");

    private final Vertx vertx;

    private final int port;

    private final SqsOperations operations;

    private final WireProtocol json = new JsonProtocol();

    private final WireProtocol query = new QueryProtocol();

    private final Set<String> accessKeys = ConcurrentHashMap.newKeySet();

    private Optional<HttpServer> listener = Optional.empty();

    SqsServer(Vertx vertx, int port, SqsOperations operations) {
        this.vertx = vertx;
        this.port = port;
        this.operations = operations;
    }

    /** Returns once the port is open; does nothing when it is already. */
    synchronized void listen() {
        if (listener.isEmpty()) {
            HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(port);
            HttpServer server = vertx.createHttpServer(options).requestHandler(this::read);
            await(server.listen(), "The local SQS server cannot listen on port " + port);
            listener = Optional.of(server);
        }
    }

    /** Returns once the port and all connections are closed. */
    synchronized void goAway() {
        listener.ifPresent(server -> await(server.close(), "The local SQS server did not stop listening"));
        listener = Optional.empty();
    }

    /** The access keys that calls were signed with. */
    Set<String> accessKeys() {
        return Set.copyOf(accessKeys);
    }

    private void read(HttpServerRequest request) {
        Matcher signed = CREDENTIAL.matcher(String.valueOf(request.getHeader("Authorization")));
        if (signed.find()) {
            accessKeys.add(signed.group(1));
        }
        request.body().onSuccess(body -> {
            WireProtocol protocol = request.getHeader(JsonProtocol.TARGET) == null ? query : json;
            answer(request, protocol, body.toString());
        });
    }

    private void answer(HttpServerRequest request, WireProtocol protocol, String body) {
        HttpServerResponse response = request.response();
        try {
            SqsCall call = protocol.read(request, body);
            operations.perform(call, response::closed)
                    .map(result -> protocol.success(call.operation(), result))
                    .otherwise(failure -> protocol.refusal(Refusal.from(failure)))
                    .onSuccess(answer -> send(response, answer));
        } catch (RuntimeException e) {
            send(response, protocol.refusal(Refusal.from(e)));
        }
    }

    private static void send(HttpServerResponse response, SqsAnswer answer) {
        if (!response.closed()) {
            answer.headers().forEach(response::putHeader);
            response.setStatusCode(answer.status()).end(answer.body());
        }
    }

    private static void await(Future<?> future, String complaint) {
        try {
            future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(complaint, e);
        }
    }
}
