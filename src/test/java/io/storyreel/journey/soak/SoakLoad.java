package io.storyreel.journey.soak;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.journey.fixture.JmsClient;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.InboxWriter;
import io.storyreel.sandbox.ProductProcess;
import software.amazon.awssdk.services.sqs.model.Message;

/** Stories for both apps by every channel, and what came back by it. */
final class SoakLoad {

    private static final List<String> MANNERS = List.of("", "", "[sim:slow ms=700]", "[sim:video=cutx2]",
            "[sim:early-webhook]", "[sim:double-webhook]", "[sim:429x1]", "[sim:get-503x2]", "[sim:video=chunked]",
            "[sim:no-webhook]");

    private static final List<String> CHANNELS = List.of("inbox", "jms", "kafka", "sqs", "http", "server-inbox",
            "server-jms");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SoakParts parts;

    private final List<Request> sent = new ArrayList<>();

    SoakLoad(SoakParts parts) {
        this.parts = parts;
    }

    /** One more story, by the next channel. What a channel does not take now is sent again by whoever asked for it. */
    public void send() throws IOException {
        int number = sent.size();
        Request request = Request.of(CHANNELS.get(number % CHANNELS.size()) + "-" + number,
                MANNERS.get(number / CHANNELS.size() % MANNERS.size()));
        if (isSent(request)) {
            sent.add(request);
        }
    }

    private boolean isSent(Request request) throws IOException {
        String text = request.json().toString();
        switch (channel(request)) {
            case "inbox" -> InboxWriter.put(parts.embedded.directory().resolve("inbox"), request.fileName(),
                    request.bytes());
            case "server-inbox" -> InboxWriter.put(parts.server.directory().resolve("inbox"), request.fileName(),
                    request.bytes());
            case "jms" -> JmsClient.of(parts.artemis).send("embedded.requests", text);
            case "server-jms" -> JmsClient.of(parts.artemis).send("server.requests", text);
            case "kafka" -> parts.kafka.topic("storyreel.requests").publish(text);
            case "sqs" -> parts.sqs.client().sendMessage(send -> send.queueUrl(
                    parts.sqs.createQueue("storyreel-requests")).messageBody(text));
            default -> {
                return isPosted(text);
            }
        }
        return true;
    }

    /** A client that gets no answer asks again; the same request is the same story. */
    private boolean isPosted(String text) {
        try {
            return parts.embedded.send(HttpRequest.newBuilder(parts.embedded.url().resolve("/api/stories"))
                    .header("Authorization", "Bearer " + SoakParts.TOKEN).header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(text)).build()).statusCode() / 100 == 2;
        } catch (IOException notNow) {
            return false;
        }
    }

    List<Request> sent() {
        return sent;
    }

    /** The app that a request went to. */
    ProductProcess appOf(Request request) {
        return channel(request).startsWith("server") ? parts.server : parts.embedded;
    }

    /** What its app tells of a request; empty while it does not answer. */
    Optional<JsonNode> story(Request request) {
        ProductProcess app = appOf(request);
        try {
            HttpResponse<String> answer = app.send(HttpRequest.newBuilder(app.url().resolve("/api/stories/"
                    + request.id())).header("Authorization", "Bearer " + SoakParts.TOKEN).build());
            return answer.statusCode() == 200 ? Optional.of(JSON.readTree(answer.body())) : Optional.empty();
        } catch (IOException notNow) {
            return Optional.empty();
        }
    }

    static String channel(Request request) {
        return request.id().substring(0, request.id().lastIndexOf('-'));
    }

    /** The requests that a result came back for, by the channel that they came by. */
    Set<String> answered() throws IOException {
        Set<String> ids = new TreeSet<>();
        for (ProductProcess app : List.of(parts.embedded, parts.server)) {
            try (var files = Files.list(app.directory().resolve("outbox"))) {
                files.map(file -> file.getFileName().toString().replace(".json", "")).forEach(ids::add);
            }
        }
        for (Request request : sent) {
            String queue = channel(request).startsWith("server") ? "server.results" : "embedded.results";
            if (channel(request).endsWith("jms") && JmsClient.of(parts.artemis).hasResult(queue, request.id())) {
                ids.add(request.id());
            }
        }
        parts.kafka.topic("storyreel.results").records().forEach(record -> ids.add(new String(record.key(),
                StandardCharsets.UTF_8)));
        String queue = parts.sqs.createQueue("storyreel-results");
        for (List<Message> some = messages(queue); !some.isEmpty(); some = messages(queue)) {
            some.forEach(message -> ids.add(JmsClient.checked(message.body()).path("request_id").asText()));
            some.forEach(message -> parts.sqs.client().deleteMessage(delete -> delete.queueUrl(queue)
                    .receiptHandle(message.receiptHandle())));
        }
        return ids;
    }

    private List<Message> messages(String queue) {
        return parts.sqs.client().receiveMessage(receive -> receive.queueUrl(queue).maxNumberOfMessages(10)
                .waitTimeSeconds(0)).messages();
    }
}
