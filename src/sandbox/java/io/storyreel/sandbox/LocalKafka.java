package io.storyreel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A Kafka broker of one node in a process of its own, which makes the topics its clients name. It keeps its records in
 * a folder, so that they outlive it, and ends at the latest with this JVM.
 *
 * <pre>{@code
 * try (LocalKafka kafka = LocalKafka.start(folder)) {
 *     kafka.createTopic("requests", 3);
 *     kafka.topic("requests").publish("a text");
 *     kafka.goAway();
 *     kafka.comeBack();
 * }
 * }</pre>
 */
public final class LocalKafka implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    // Held here, because a logger nobody holds forgets its level.
    private static final Logger LOG = Logger.getLogger("org.apache.kafka");

    private final KafkaLaunch launch;

    private Process process;

    private LocalKafka(KafkaLaunch launch) {
        this.launch = launch;
    }

    /** Starts a broker on a free port that keeps its records in the given folder, which is made if need be. */
    public static LocalKafka start(Path folder) {
        return start(folder, FreePort.any());
    }

    /** Starts a broker on the given port. */
    public static LocalKafka start(Path folder, int port) {
        return start(folder, port, KafkaAccess.everybody());
    }

    /** Starts a broker on a free port that lets in whom it is told to. */
    public static LocalKafka start(Path folder, KafkaAccess access) {
        return start(folder, FreePort.any(), access);
    }

    private static LocalKafka start(Path folder, int port, KafkaAccess access) {
        LOG.setLevel(Level.SEVERE);
        LocalKafka kafka = new LocalKafka(new KafkaLaunch(folder.toAbsolutePath(), port, FreePort.any(), access));
        kafka.comeBack();
        return kafka;
    }

    /** Where clients connect, as their setting {@code bootstrap.servers} says it. */
    public String brokers() {
        return "127.0.0.1:" + launch.port();
    }

    /** Makes the topic unless it is there. */
    public void createTopic(String name, int partitions) {
        createTopic(name, partitions, Map.of());
    }

    /** Makes the topic, with settings of its own as Kafka names them, unless it is there. */
    public void createTopic(String name, int partitions, Map<String, String> settings) {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings))).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("There is no topic " + name, e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Forbids {@link KafkaAccess#USER} to write into the topic. */
    public void forbidWriting(String topic) {
        try (Admin admin = admin()) {
            admin.createAcls(List.of(new AclBinding(
                    new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                    new AccessControlEntry("User:" + KafkaAccess.USER, "*", AclOperation.WRITE,
                    AclPermissionType.DENY))))
                    .all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Nothing was forbidden", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The view of one topic, which need not be there yet. */
    public KafkaTopic topic(String name) {
        return new KafkaTopic(brokers(), name, launch.access().clientSettings());
    }

    /** Kills the broker, with no chance to tidy up; returns when it is gone. */
    public void goAway() {
        process.destroyForcibly();
        if (!endsWithin(PATIENCE)) {
            throw new IllegalStateException("The local Kafka still runs after " + PATIENCE);
        }
    }

    /** Starts it again on the same port, with the records it had; returns when it answers. */
    public void comeBack() {
        FreePort.require(launch.port());
        process = launch.run();
        Instant deadline = Instant.now().plus(PATIENCE);
        try (Admin admin = admin()) {
            while (!answers(admin)) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("The local Kafka ended with exit code " + process.exitValue()
                            + " before it was ready:\n" + log());
                }
                if (Instant.now().isAfter(deadline)) {
                    goAway();
                    throw new IllegalStateException("The local Kafka was not ready within " + PATIENCE + ":\n" + log());
                }
                endsWithin(Duration.ofMillis(100));
            }
        }
    }

    /** Ends the broker; its records stay. */
    @Override
    public void close() {
        goAway();
    }

    private Admin admin() {
        Map<String, Object> settings = new HashMap<>(launch.access().clientSettings());
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers());
        return Admin.create(settings);
    }

    /** A broker that is not ready to serve yet does not count itself among the nodes. */
    private boolean answers(Admin admin) {
        try {
            return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private boolean endsWithin(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String log() {
        try {
            return Files.readString(launch.logFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
