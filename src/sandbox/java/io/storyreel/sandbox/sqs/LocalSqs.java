package io.storyreel.sandbox.sqs;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.storyreel.sandbox.FreePort;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * An SQS server in this JVM, on the loopback address, that keeps its messages in memory. It speaks the JSON protocol of
 * today's clients and the Query protocol of older ones, has standard and FIFO queues, and checks no signatures. It can
 * go away and come back, as a server does that is started anew, without losing a message.
 *
 * <pre>{@code
 * try (LocalSqs sqs = LocalSqs.start()) {
 *     String queue = sqs.createQueue("requests");
 *     sqs.client().sendMessage(r -> r.queueUrl(queue).messageBody("hello"));
 *     assertThat(sqs.visible("requests")).isEqualTo(1);
 * }
 * }</pre>
 */
public final class LocalSqs implements AutoCloseable {

    /** The region to name in a client; the server takes any. */
    public static final String REGION = "us-east-1";

    private final Vertx vertx;

    private final URI endpoint;

    private final Queues queues;

    private final SqsServer server;

    private final SqsClient client;

    private LocalSqs(int port) {
        // A single event loop, so that no two calls are ever served at the same time.
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
        this.endpoint = URI.create("http://127.0.0.1:" + port);
        this.queues = new Queues(endpoint);
        this.server = new SqsServer(vertx, port, new SqsOperations(vertx, queues));
        this.client = SqsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(REGION))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(accessKey(), secretKey())))
                .build();
    }

    /** Starts a server on a free port; it listens when this returns. */
    public static LocalSqs start() {
        return start(0);
    }

    /** Starts a server on the given port, 0 for a free one. */
    public static LocalSqs start(int port) {
        LocalSqs sqs = new LocalSqs(port > 0 ? port : FreePort.any());
        try {
            sqs.comeBack();
            return sqs;
        } catch (RuntimeException e) {
            sqs.close();
            throw e;
        }
    }

    /** Where clients connect. */
    public URI endpoint() {
        return endpoint;
    }

    /** An access key to name in a client; the server takes any. */
    public String accessKey() {
        return "sandbox";
    }

    /** The secret of that key. */
    public String secretKey() {
        return "sandbox-secret";
    }

    /** The access keys that its clients have signed with; the signatures themselves are not checked. */
    public Set<String> accessKeysSeen() {
        return server.accessKeys();
    }

    /** A client of this server, closed together with it. */
    public SqsClient client() {
        return client;
    }

    /** Makes the queue unless it is there, and gives its address. */
    public String createQueue(String name) {
        queues.create(name);
        return queues.urlOf(name);
    }

    /** How many messages of the queue could be received now. */
    public int visible(String queue) {
        return known(queue).visible();
    }

    /** How many messages of the queue were received and are neither deleted nor back yet. */
    public int inFlight(String queue) {
        return known(queue).inFlight();
    }

    /** Stops listening and cuts off all connections; every message stays, those in flight too. */
    public void goAway() {
        server.goAway();
    }

    /** Listens again where it did before; it listens when this returns. */
    public void comeBack() {
        server.listen();
    }

    private MessageQueue known(String queue) {
        return queues.find(queue).orElseThrow(() -> new IllegalArgumentException("No queue " + queue));
    }

    /** Stops the server; its messages are lost. */
    @Override
    public void close() {
        client.close();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("The local SQS server did not stop", e);
        }
    }
}
