package io.storyreel.sandbox.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.storyreel.sandbox.simulator.call.ApiCall;
import io.storyreel.sandbox.simulator.call.CallReader;
import io.storyreel.sandbox.simulator.call.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The simulator's HTTP: which path is which call. */
final class SimulatorServer {

    private static final int LARGEST_FIELD = 16 * 1024 * 1024;

    private final Vertx vertx;

    private final SimulatorOptions options;

    private final CallLog log;

    private final StoryService service;

    private final FaultyFront front;

    private final MediaHost media;

    SimulatorServer(Vertx vertx, SimulatorOptions options, CallLog log, StoryService service, FaultyFront front,
            MediaHost media) {
        this.vertx = vertx;
        this.options = options;
        this.log = log;
        this.service = service;
        this.front = front;
        this.media = media;
    }

    /** Returns once the port is open. */
    void listen(int port) {
        HttpServerOptions server = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMaxFormAttributeSize(LARGEST_FIELD)
                .setMaxFormFields(10_000)
                .setMaxFormBufferedBytes(LARGEST_FIELD);
        try {
            vertx.createHttpServer(server).requestHandler(router()).listen()
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
        router.get("/images/*").handler(new PictureHost(vertx)::serve);
        String story = options.dialect().prefix() + "/story";
        post(router, story + "/idea-2-video", ApiCall.IDEA_TO_VIDEO);
        post(router, story + "/images-2-video", ApiCall.IMAGES_TO_VIDEO);
        post(router, story + "/url-2-video", ApiCall.URL_TO_VIDEO);
        post(router, story, ApiCall.STORY);
        post(router, story + "/:id/elements", ApiCall.ELEMENTS);
        post(router, story + "/:id/scenes", ApiCall.SCENES);
        post(router, story + "/:id/videos", ApiCall.VIDEOS);
        post(router, story + "/:id/concat", ApiCall.CONCAT);
        router.get(story + "/:id").handler(context -> call(context, ApiCall.GET));
        router.route().handler(context -> {
            log.violated(context.request().method() + " " + context.request().path() + ": no such path in the dialect "
                    + options.dialect().setting());
            FaultyFront.send(context.request(), Answer.error(404));
        });
        return router;
    }

    private void post(Router router, String path, ApiCall kind) {
        if (options.dialect().has(kind)) {
            router.post(path).handler(context -> call(context, kind));
        }
    }

    private void call(RoutingContext context, ApiCall kind) {
        HttpServerRequest request = context.request();
        String id = context.pathParam("id") == null ? "" : context.pathParam("id");
        log.began();
        context.addEndHandler(end -> log.ended());
        CallReader.read(request)
                .onSuccess(call -> {
                    log.received(call);
                    if (call.header("X-Api-Key").filter(options.apiKey()::equals).isEmpty()) {
                        FaultyFront.send(request, Answer.error(401));
                        return;
                    }
                    List<Problem> problems = new ArrayList<>(call.problems());
                    if (problems.isEmpty() && kind != ApiCall.GET) {
                        problems.addAll(options.dialect().problemsOf(kind, call));
                    }
                    if (problems.isEmpty()) {
                        front.answer(request, kind, call, id);
                    } else {
                        log.violated(call.method() + " " + call.path() + ": " + problems);
                        FaultyFront.send(request, Answer.invalid(problems));
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
