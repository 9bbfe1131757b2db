package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.InNewFolder;
import io.storyreel.journey.fixture.KameletUser;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.LocalArtemis;
import io.storyreel.sandbox.LocalKafka;
import io.storyreel.sandbox.sqs.LocalSqs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of senders, each as it is, and other teams' routes with the Kamelets. One whose tool is not on this
 * machine is skipped, and says so.
 */
class PublishIT {

    private static final String TOKEN = "a token of the examples";

    private static final LocalArtemis ARTEMIS = InNewFolder.start(LocalArtemis::start);

    private static final LocalKafka KAFKA = InNewFolder.start(LocalKafka::start);

    private static final LocalSqs SQS = LocalSqs.start();

    private static final String QUEUE = SQS.createQueue("storyreel-requests");

    static {
        SQS.createQueue("storyreel-results");
    }

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().with("storyreel.ui.token", TOKEN)
            .with("storyreel.jms.enabled", "true").with("storyreel.jms.url", ARTEMIS.url())
            .with("storyreel.kafka.enabled", "true").with("storyreel.kafka.brokers", KAFKA.brokers())
            .with("storyreel.sqs.enabled", "true").with("storyreel.sqs.endpoint", SQS.endpoint().toString()).app();

    @TempDir
    private Path folder;

    @AfterAll
    static void closeBrokers() {
        ARTEMIS.close();
        KAFKA.close();
        SQS.close();
    }

    @Test
    void curl() throws Exception {
        isDeliveredBy("curl", byHttp(), tool("curl", "--version"), "sh", "examples/publish/curl.sh");
    }

    @Test
    void java() throws Exception {
        isDeliveredBy("java", byHttp(), true, Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "examples/publish/Post.java");
    }

    @Test
    void javaScript() throws Exception {
        isDeliveredBy("javascript", byHttp(), tool("node", "--version"), "node", "examples/publish/post.mjs");
    }

    @Test
    void awsCli() throws Exception {
        isDeliveredBy("aws", Map.of("QUEUE", QUEUE, "AWS_ENDPOINT_URL", SQS.endpoint().toString(),
                "AWS_DEFAULT_REGION", "us-east-1", "AWS_ACCESS_KEY_ID", "sandbox", "AWS_SECRET_ACCESS_KEY", "sandbox"),
                tool("aws", "--version"), "sh", "examples/publish/sqs.sh");
    }

    @Test
    void kcat() throws Exception {
        isDeliveredBy("kcat", Map.of("BROKERS", KAFKA.brokers()), tool("kcat", "-V"), "sh",
                "examples/publish/kafka.sh");
    }

    @Test
    void pythonByAmqp() throws Exception {
        isDeliveredBy("python", Map.of("BROKER", ARTEMIS.url().replaceFirst("^tcp", "amqp")),
                tool("/usr/bin/python3", "-c", "import proton"), "/usr/bin/python3", "examples/publish/amqp.py");
    }

    @Test
    void kameletsOfJms() throws Exception {
        Map<String, String> broker = Map.of("brokerURL", ARTEMIS.url(), "resultQueue", "another-team.results");
        bringsItsResult("jms", broker, broker);
    }

    @Test
    void kameletsOfKafka() throws Exception {
        bringsItsResult("kafka", Map.of("bootstrapServers", KAFKA.brokers()),
                Map.of("bootstrapServers", KAFKA.brokers(), "consumerGroup", "another-team"));
    }

    @Test
    void kameletsOfSqs() throws Exception {
        Map<String, String> service = Map.of("region", "us-east-1", "accessKey", "sandbox", "secretKey", "sandbox",
                "overrideEndpoint", "true", "uriEndpointOverride", SQS.endpoint().toString());
        bringsItsResult("sqs", service, service);
    }

    /** The headers would send it elsewhere, were they not taken away. */
    private static void bringsItsResult(String channel, Map<String, String> sink, Map<String, String> source)
            throws Exception {
        Request request = Request.of("kamelet-of-" + channel);
        try (KameletUser team = new KameletUser("storyreel-" + channel + "-story-sink", sink,
                "storyreel-" + channel + "-result-source", source)) {
            team.handIn(request, Map.of("CamelJmsDestinationName", "elsewhere", "kafka.OVERRIDE_TOPIC", "elsewhere",
                    "CamelAwsSqsOperation", "purgeQueue", "JMSReplyTo", "queue:elsewhere", "JMSDeliveryMode", 1,
                    "Authorization", "Bearer of-the-caller", "a1", 1, "a2", 2, "a3", 3));

            APP.deliveredBy(team.result(request));
        }
        assertThat(APP.payments(request)).isOne();
    }

    private static Map<String, String> byHttp() {
        return Map.of("STORYREEL", APP.product().url().toString().replaceAll("/$", ""), "TOKEN", TOKEN);
    }

    private void isDeliveredBy(String name, Map<String, String> environment, boolean hasTool, String... command)
            throws Exception {
        assumeTrue(hasTool, "the tool of " + command[command.length - 1] + " is not on this machine: it is not run");
        Request request = Request.of("published-by-" + name);
        Path file = Files.writeString(folder.resolve("request.json"), request.json().toPrettyString());
        List<String> line = new ArrayList<>(List.of(command));
        line.add(file.toString());

        assertThat(run(environment, line)).as(name).isZero();

        await("the video of " + name).atMost(AppFixture.PATIENCE).until(() -> APP.service().paidCalls(request
                .idea()) == 1);
    }

    private int run(Map<String, String> environment, List<String> line) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        if (process.exitValue() != 0) {
            System.err.println(Files.readString(folder.resolve("output"), StandardCharsets.UTF_8));
        }
        return process.exitValue();
    }

    private static boolean tool(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
