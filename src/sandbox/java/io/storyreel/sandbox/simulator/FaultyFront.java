package io.storyreel.sandbox.simulator;

import java.util.Optional;
import java.util.function.Supplier;

import io.netty.channel.ChannelOption;
import io.storyreel.sandbox.simulator.call.ApiCall;
import io.storyreel.sandbox.simulator.call.ReceivedCall;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;

/** Stands between the network and the service, and spoils what the markers name. */
final class FaultyFront {

    private static final long DRIP_MILLIS = 200;

    private final Vertx vertx;

    private final SimulatorOptions options;

    private final FaultPlan faults;

    private final StoryService service;

    private final WebhookSender webhooks;

    FaultyFront(Vertx vertx, SimulatorOptions options, FaultPlan faults, StoryService service,
            WebhookSender webhooks) {
        this.vertx = vertx;
        this.options = options;
        this.faults = faults;
        this.service = service;
        this.webhooks = webhooks;
    }

    /** Answers the call, or fails to. */
    void answer(HttpServerRequest request, ApiCall kind, ReceivedCall call, String storyId) {
        String idea = service.ideaOf(call, storyId);
        long stage = switch (kind) {
            case STORY, ELEMENTS, SCENES -> options.stageTime().toMillis();
            default -> 0;
        };
        after(stage + faults.delayOf(kind, idea), () -> {
            Optional<Marker> fault = faults.faultOf(kind, idea);
            Supplier<Answer> serve = () -> service.serve(kind, call, storyId);
            if (fault.isPresent()) {
                spoil(request, fault.get(), serve);
            } else if (kind.isPaid() && Marker.find(idea, "early-webhook").isPresent()) {
                answerAfterWebhook(request, serve.get());
            } else {
                send(request, serve.get());
            }
        });
    }

    private void spoil(HttpServerRequest request, Marker fault, Supplier<Answer> serve) {
        switch (fault.name()) {
            case "reset-before" -> reset(request);
            case "lost-answer" -> {
                serve.get();
                reset(request);
            }
            case "hang" -> serve.get();
            case "drip" -> drip(request, serve.get(), 0);
            case "garbage" -> {
                serve.get();
                send(request, Answer.page(200, "It works!"));
            }
            case "no-story" -> {
                serve.get();
                send(request, Answer.noStory());
            }
            default -> sendStatus(request, fault, serve);
        }
    }

    /** A byte now and then: never silent for long, and not to its end within any patience. */
    private void drip(HttpServerRequest request, Answer answer, int sent) {
        HttpServerResponse response = request.response();
        if (sent == 0) {
            response.setChunked(true).putHeader("Content-Type", answer.contentType());
        }
        if (!response.closed() && sent < answer.body().length()) {
            response.write(answer.body().substring(sent, sent + 1));
            after(DRIP_MILLIS, () -> drip(request, answer, sent + 1));
        }
    }

    private void sendStatus(HttpServerRequest request, Marker fault, Supplier<Answer> serve) {
        if (fault.has("paid")) {
            serve.get();
        }
        int status = FaultPlan.statusOf(fault);
        Answer answer = fault.has("echo-key") ? Answer.page(status, request.getHeader("X-Api-Key"))
                : Answer.error(status);
        String retryAfter = fault.settings().get("retry-after");
        send(request, retryAfter == null ? answer : answer.withHeader("Retry-After", retryAfter));
    }

    private void answerAfterWebhook(HttpServerRequest request, Answer answer) {
        Optional<SimulatedStory> story = service.story(answer.storyId())
                .filter(made -> !made.webhookUrl().isBlank() && made.isStarted());
        if (story.isEmpty()) {
            send(request, answer);
            return;
        }
        webhooks.send(story.get(), story.get().status())
                .thenRun(() -> vertx.runOnContext(now -> send(request, answer)));
    }

    static void send(HttpServerRequest request, Answer answer) {
        Answer shaped = request.path().startsWith("/v2/") ? answer.unwrapped() : answer;
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        shaped.headers().forEach(response::putHeader);
        response.setStatusCode(shaped.status()).putHeader("Content-Type", shaped.contentType()).end(shaped.body());
    }

    /** Ends the connection as a crashed host does: by a reset, not in good order. */
    private static void reset(HttpServerRequest request) {
        ((ConnectionBase) request.connection()).channel().config().setOption(ChannelOption.SO_LINGER, 0);
        request.connection().close();
    }

    private void after(long millis, Runnable action) {
        if (millis > 0) {
            vertx.setTimer(millis, tick -> action.run());
        } else {
            action.run();
        }
    }
}
