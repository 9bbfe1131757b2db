package io.storyreel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How a Kafka broker of its own is started: one node that is broker and controller.
 *
 * @param directory      where its records, its settings and its log are; made if need be
 * @param port           where its clients connect
 * @param controllerPort where it talks with itself
 * @param access         whom it lets in
 */
record KafkaLaunch(Path directory, int port, int controllerPort, KafkaAccess access) {

    private static final int NODE = 1;

    /** Where all it says is written. */
    Path logFile() {
        return directory.resolve("kafka.log");
    }

    Process run() {
        try {
            Files.createDirectories(directory);
            Path settings = Files.writeString(directory.resolve("kafka.properties"), settings());
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                    KafkaBroker.class.getName(), settings.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
            // By its environment, because a class path can be longer than a command line may be.
            builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String settings() {
        return access.brokerSettings() + String.join("\n", List.of(
                "process.roles=broker,controller",
                "node.id=" + NODE,
                "controller.quorum.voters=" + NODE + "@127.0.0.1:" + controllerPort,
                "controller.listener.names=CONTROLLER",
                "listener.security.protocol.map=CLIENTS:" + access.protocol() + ",CONTROLLER:PLAINTEXT",
                "listeners=CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners=CLIENTS://127.0.0.1:" + port,
                "inter.broker.listener.name=CLIENTS",
                "log.dirs=" + directory.resolve("data"),
                "auto.create.topics.enable=true",
                "num.partitions=3",
                "offsets.topic.num.partitions=1",
                "offsets.topic.replication.factor=1",
                "transaction.state.log.num.partitions=1",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "share.coordinator.state.topic.num.partitions=1",
                "share.coordinator.state.topic.replication.factor=1",
                "share.coordinator.state.topic.min.isr=1",
                "group.initial.rebalance.delay.ms=0",
                // A killed broker is let in again only when its former self counts as dead.
                "broker.session.timeout.ms=3000",
                "broker.heartbeat.interval.ms=500",
                // Taken as a whole at the start, and by default half of this small heap.
                "log.cleaner.dedupe.buffer.size=4194304",
                ""));
    }
}
