package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.InNewFolder;
import io.storyreel.journey.fixture.JmsClient;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.LocalArtemis;
import io.storyreel.sandbox.LocalKafka;
import io.storyreel.sandbox.simulator.call.FilePart;
import io.storyreel.sandbox.simulator.call.ReceivedCall;
import io.storyreel.sandbox.sqs.LocalSqs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.sqs.model.Message;

/** One intake after the entry: the same document gives the same story however it comes. */
class ChannelsIT {

    private static final LocalArtemis ARTEMIS = InNewFolder.start(LocalArtemis::start);

    private static final LocalKafka KAFKA = InNewFolder.start(LocalKafka::start);

    private static final LocalSqs SQS = LocalSqs.start();

    private static final String SQS_REQUESTS = SQS.createQueue("storyreel-requests");

    private static final String SQS_RESULTS = SQS.createQueue("storyreel-results");

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual()
            .with("storyreel.jms.enabled", "true").with("storyreel.jms.url", ARTEMIS.url())
            .with("storyreel.kafka.enabled", "true").with("storyreel.kafka.brokers", KAFKA.brokers())
            .with("storyreel.sqs.enabled", "true").with("storyreel.sqs.endpoint", SQS.endpoint().toString())
            .with("camel.main.routes-include-pattern", "classpath:routes/*.camel.yaml,file:"
                    + Path.of("examples/routes/14-channel-bucket.camel.yaml").toAbsolutePath())
            .with("storyreel.s3.allowed-buckets", "pictures").app();

    @AfterAll
    static void closeBrokers() {
        ARTEMIS.close();
        KAFKA.close();
        SQS.close();
    }

    @Test
    void theSameDocumentIsTheSameStoryByFileJmsKafkaAndSqs() throws Exception {
        String document = "{\"idea\": \"A tale told everywhere\", \"title\": \"Four ways\"}";
        APP.drop("nameless.json", document.getBytes(StandardCharsets.UTF_8));
        String id = await().atMost(AppFixture.PATIENCE).until(this::onlyResultFile, name -> !name.isEmpty())
                .replace(".json", "");
        JsonNode first = APP.delivered(Request.of(id));

        JmsClient.of(ARTEMIS).send("storyreel.requests", document);
        KAFKA.topic("storyreel.requests").publish(document);
        SQS.client().sendMessage(send -> send.queueUrl(SQS_REQUESTS).messageBody(document));

        List<JsonNode> duplicates = List.of(JmsClient.of(ARTEMIS).result("storyreel.results", id), kafkaResult(id),
                sqsResult(id));
        assertThat(duplicates).allMatch(result -> result.path("status").asText().equals("duplicate"));
        assertThat(duplicates).allMatch(result -> result.path("video").equals(first.path("video")));
        assertThat(APP.service().paidCalls("A tale told everywhere")).isOne();
    }

    @Test
    void imagesOfAQueueAreStreamedOutOfTheStore() {
        byte[] large = new byte[8 * 1024 * 1024];
        APP.s3().createBucket("pictures");
        APP.s3().client().putObject(put -> put.bucket("pictures").key("spring/dawn.png"),
                RequestBody.fromBytes(new byte[] { 1, 2, 3 }));
        APP.s3().client().putObject(put -> put.bucket("pictures").key("spring/dusk.jpg"),
                RequestBody.fromBytes(large));
        Request request = Request.of("pictured")
                .with("image_files", List.of("s3://pictures/spring/dawn.png", "s3://pictures/spring/dusk.jpg"));

        JmsClient.of(ARTEMIS).send("storyreel.requests", request.json().toString());

        APP.deliveredBy(JmsClient.of(ARTEMIS).result("storyreel.results", request.id()));
        ReceivedCall call = APP.service().calls("POST", "/story/images-2-video").get(0);
        assertThat(call.files()).extracting(FilePart::filename).containsExactly("dawn.png", "dusk.jpg");
        assertThat(call.files()).extracting(FilePart::size).containsExactly(3L, (long) large.length);
    }

    @Test
    void aMessageWhoseImageStoreIsAwayStaysInFlightUntilItIsBack() throws Exception {
        APP.s3().createBucket("pictures");
        APP.s3().client().putObject(put -> put.bucket("pictures").key("late.png"),
                RequestBody.fromBytes(new byte[] { 1, 2, 3 }));
        Request request = Request.of("pictured-late").with("image_files", List.of("s3://pictures/late.png"));
        APP.closeStore();
        JmsClient.of(ARTEMIS).send("storyreel.requests", request.json().toString());
        await().atMost(AppFixture.PATIENCE).until(() -> APP.product().log().contains("take-from-jms: put off"));
        long deliveries = ARTEMIS.messages("storyreel.requests");

        APP.reopenStore();

        assertThat(deliveries).isOne();
        APP.deliveredBy(JmsClient.of(ARTEMIS).result("storyreel.results", request.id()));
        assertThat(APP.product().log().lines().filter(line -> line.contains("take-from-jms: put off"))).hasSize(1);
    }

    @Test
    void anImageThatIsNotThereRejectsTheMessageAndAFileOfTheInboxCannotBeNamed() {
        KAFKA.topic("storyreel.requests").publish(
                Request.of("no-picture").with("image_files", List.of("s3://pictures/nowhere.png")).json().toString());
        KAFKA.topic("storyreel.requests").publish(
                Request.of("a-file").with("image_files", List.of("dawn.png")).json().toString());

        assertThat(kafkaRejection("no-picture")).contains("/image_files/0", "s3://pictures/nowhere.png");
        assertThat(kafkaRejection("a-file")).contains("/image_files/0", "s3://bucket/key");
    }

    /** A bucket as a fifth inbound channel: one YAML file, which is in the examples, and no Java. */
    @Test
    void aFurtherChannelIsOneYamlFile() {
        APP.s3().createBucket("story-requests");
        Request request = Request.of("by-bucket");
        putRequest("monday.json", request.json().toString());
        putRequest("bad.json", "{\"request_id\":\"by-bucket-bad\",\"idea\":\"x\",\"loop\":9}");

        APP.deliveredBy(JmsClient.checked(await("a result in the bucket").atMost(AppFixture.PATIENCE)
                .until(() -> object("results/by-bucket.json"), text -> !text.isEmpty())));

        await("the bad one").atMost(AppFixture.PATIENCE).until(() -> object("rejected/bad.json"),
                text -> text.contains("\"loop\":9"));
        assertThat(APP.s3().client().headObject(head -> head.bucket("story-requests").key("rejected/bad.json"))
                .metadata()).containsEntry("error-code", "INVALID_REQUEST");
        await("an inbox without them").atMost(AppFixture.PATIENCE).until(
                () -> object("requests/monday.json").isEmpty() && object("requests/bad.json").isEmpty());
        assertThat(APP.payments(request)).isOne();
    }

    private static void putRequest(String name, String document) {
        APP.s3().client().putObject(put -> put.bucket("story-requests").key("requests/" + name),
                RequestBody.fromString(document));
    }

    private static String object(String key) {
        boolean isThere = APP.s3().client().listObjectsV2(list -> list.bucket("story-requests").prefix(key))
                .contents().stream().anyMatch(object -> object.key().equals(key));
        return isThere ? APP.s3().client().getObjectAsBytes(get -> get.bucket("story-requests").key(key))
                .asUtf8String() : "";
    }

    private String onlyResultFile() throws IOException {
        try (var results = Files.list(APP.outbox())) {
            return results.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("sha256-"))
                    .findFirst().orElse("");
        }
    }

    private static JsonNode kafkaResult(String id) {
        return JmsClient.checked(await().atMost(AppFixture.PATIENCE).until(
                () -> KAFKA.topic("storyreel.results").records().stream()
                        .filter(record -> id.equals(new String(record.key(), StandardCharsets.UTF_8)))
                        .map(record -> new String(record.value(), StandardCharsets.UTF_8)).findFirst().orElse(""),
                text -> !text.isEmpty()));
    }

    private static String kafkaRejection(String id) {
        return await().atMost(AppFixture.PATIENCE).until(
                () -> KAFKA.topic("storyreel.rejected").records().stream()
                        .filter(record -> id.equals(new String(record.key(), StandardCharsets.UTF_8)))
                        .map(record -> new String(record.headers().lastHeader("storyreel-error-message").value(),
                                StandardCharsets.UTF_8)).findFirst().orElse(""), text -> !text.isEmpty());
    }

    private static JsonNode sqsResult(String id) {
        Message message = await().atMost(AppFixture.PATIENCE).until(() -> SQS.client()
                .receiveMessage(receive -> receive.queueUrl(SQS_RESULTS).visibilityTimeout(0)).messages().stream()
                .filter(found -> found.body().contains(id)).findFirst().orElse(null), found -> found != null);
        return JmsClient.checked(message.body());
    }
}
