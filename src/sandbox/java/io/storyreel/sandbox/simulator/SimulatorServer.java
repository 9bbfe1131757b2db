package io.storyreel.sandbox.simulator;

import java.util.concurrent.TimeUnit;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The simulator's HTTP: which path is which call. */
final class SimulatorServer {

    private static final int LARGEST_FIELD = 16 * 1024 * 1024;

    private final Vertx vertx;

    private final String apiKey;

    private final CallLog log;

    private final StoryService service;

    private final FaultyFront front;

    private final MediaHost media;

    SimulatorServer(Vertx vertx, String apiKey, CallLog log, StoryService service, FaultyFront front,
            MediaHost media) {
        this.vertx = vertx;
        this.apiKey = apiKey;
        this.log = log;
        this.service = service;
        this.front = front;
        this.media = media;
    }

    /** Returns once the port is open. */
    void listen(int port) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMaxFormAttributeSize(LARGEST_FIELD)
                .setMaxFormFields(10_000)
                .setMaxFormBufferedBytes(LARGEST_FIELD);
        try {
            vertx.createHttpServer(options).requestHandler(router()).listen()
                    .toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("The simulator cannot listen on port " + port, e);
        }
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.get("/health").handler(context -> context.response().putHeader("Content-Type", "application/json")
                .end("{\"status\":\"ok\"}"));
        router.get("/media/moved/:file").handler(this::download);
        router.get("/media/:file").handler(this::download);
        // The second version of the service has the same calls below /v2, and answers without a wrapper.
        for (String version : new String[] {"", "/v2"}) {
            router.post(version + "/story/idea-2-video").handler(context -> call(context, ApiCall.IDEA_TO_VIDEO));
            router.post(version + "/story/images-2-video").handler(context -> call(context, ApiCall.IMAGES_TO_VIDEO));
            router.post(version + "/story/url-2-video").handler(context -> call(context, ApiCall.URL_TO_VIDEO));
            router.post(version + "/story").handler(context -> call(context, ApiCall.STORY));
            router.post(version + "/story/:id/elements").handler(context -> call(context, ApiCall.ELEMENTS));
            router.post(version + "/story/:id/scenes").handler(context -> call(context, ApiCall.SCENES));
            router.post(version + "/story/:id/videos").handler(context -> call(context, ApiCall.VIDEOS));
            router.post(version + "/story/:id/concat").handler(context -> call(context, ApiCall.CONCAT));
            router.get(version + "/story/:id").handler(context -> call(context, ApiCall.GET));
        }
        router.route().handler(context -> FaultyFront.send(context.request(), Answer.error(404)));
        return router;
    }

    private void call(RoutingContext context, ApiCall kind) {
        HttpServerRequest request = context.request();
        String id = context.pathParam("id") == null ? "" : context.pathParam("id");
        log.began();
        context.addEndHandler(end -> log.ended());
        CallReader.read(request)
                .onSuccess(call -> {
                    log.received(call);
                    if (call.header("X-Api-Key").filter(apiKey::equals).isEmpty()) {
                        FaultyFront.send(request, Answer.error(401));
                    } else if (!call.problems().isEmpty()) {
                        FaultyFront.send(request, Answer.invalid(call.problems()));
                    } else {
                        front.answer(request, kind, call, id);
                    }
                })
                .onFailure(broken -> FaultyFront.send(request, Answer.error(400)));
    }

    private void download(RoutingContext context) {
        HttpServerRequest request = context.request();
        CallReader.read(request).onSuccess(log::received);
        String id = context.pathParam("file").replace(".mp4", "");
        service.story(id).ifPresentOrElse(story -> media.serve(request, story),
                () -> FaultyFront.send(request, Answer.error(404)));
    }
}
