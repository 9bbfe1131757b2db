package io.storyreel.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * An Artemis broker in this JVM that speaks its own protocol and AMQP 1.0 on one port, lets everybody in and makes the
 * queues its clients name. It keeps messages in a folder, so that they outlive it, and delivers one again as often as
 * need be. Addresses whose names begin with {@value #SMALL} are full with a few messages, and their senders have to
 * wait then; those that begin with {@value #STRICT} it does not make.
 *
 * <pre>{@code
 * try (LocalArtemis artemis = LocalArtemis.start(folder)) {
 *     new ActiveMQConnectionFactory(artemis.url());
 *     artemis.goAway();
 *     artemis.comeBack();
 * }
 * }</pre>
 */
public final class LocalArtemis implements AutoCloseable {

    // Held here, because a logger nobody holds forgets its level.
    private static final Logger LOG = Logger.getLogger("org.apache.activemq");

    /** What the names of addresses begin with that are soon full. */
    public static final String SMALL = "small.";

    /** What the names of addresses begin with that no client makes by naming them. */
    public static final String STRICT = "strict.";

    private static final int SMALL_BYTES = 20_000;

    private final Path folder;

    private final int port;

    private final Duration redeliveryDelay;

    private EmbeddedActiveMQ broker;

    private LocalArtemis(Path folder, int port, Duration redeliveryDelay) {
        this.folder = folder.toAbsolutePath();
        this.port = port;
        this.redeliveryDelay = redeliveryDelay;
    }

    /** Starts a broker on a free port that keeps its messages in the given folder, which is made if need be. */
    public static LocalArtemis start(Path folder) {
        return start(folder, FreePort.any());
    }

    /** Starts a broker on the given port. */
    public static LocalArtemis start(Path folder, int port) {
        return start(folder, port, Duration.ZERO);
    }

    /** Starts a broker on the given port that waits a while before it delivers a rolled back message again. */
    public static LocalArtemis start(Path folder, int port, Duration redeliveryDelay) {
        LOG.setLevel(Level.SEVERE);
        LocalArtemis artemis = new LocalArtemis(folder, port, redeliveryDelay);
        artemis.comeBack();
        return artemis;
    }

    /** Where Artemis' own client connects. */
    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** Where AMQP clients connect. */
    public String amqpUrl() {
        return "amqp://127.0.0.1:" + port;
    }

    /**
     * How many messages the queue holds, those being delivered among them; 0 where there is no such queue.
     *
     * @throws IllegalStateException while the broker is away
     */
    public long messages(String queue) {
        if (!broker.getActiveMQServer().isActive()) {
            throw new IllegalStateException("The local Artemis is away; nobody can count its messages");
        }
        Queue found = broker.getActiveMQServer().locateQueue(SimpleString.of(queue));
        return found == null ? 0 : found.getMessageCount();
    }

    /** How many sessions its clients have open. */
    public int sessions() {
        return broker.getActiveMQServer().getSessions().size();
    }

    /** Makes an address that hands each message to all who have subscribed to it, and takes none as a queue. */
    public void createTopic(String name) {
        try {
            broker.getActiveMQServer().addAddressInfo(new AddressInfo(SimpleString.of(name), RoutingType.MULTICAST));
        } catch (Exception e) {
            throw new IllegalStateException("The local Artemis made no address " + name, e);
        }
    }

    /** Stops the broker; connections to it break. */
    public void goAway() {
        try {
            broker.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The local Artemis did not stop", e);
        }
    }

    /** Starts it again on the same port, with the messages it had. */
    public void comeBack() {
        FreePort.require(port);
        broker = new EmbeddedActiveMQ().setConfiguration(configuration());
        try {
            broker.start();
        } catch (Exception e) {
            throw new IllegalStateException("The local Artemis did not start", e);
        }
        // It only logs what kept it from starting.
        if (!broker.getActiveMQServer().isActive()) {
            goAway();
            throw new IllegalStateException("The local Artemis did not start; its log tells why");
        }
    }

    /** Stops the broker; its messages stay. */
    @Override
    public void close() {
        goAway();
    }

    private Configuration configuration() {
        try {
            return new ConfigurationImpl()
                    .setName("local-artemis")
                    .addAcceptorConfiguration("all", url() + "?protocols=CORE,AMQP")
                    .setSecurityEnabled(false)
                    .setJMXManagementEnabled(false)
                    .setJournalType(JournalType.NIO)
                    .setJournalDirectory(folder.resolve("journal").toString())
                    .setBindingsDirectory(folder.resolve("bindings").toString())
                    .setLargeMessagesDirectory(folder.resolve("large-messages").toString())
                    .setPagingDirectory(folder.resolve("paging").toString())
                    // A full disk or a slow machine is not what is shown or tested.
                    .setMaxDiskUsage(-1)
                    .setCriticalAnalyzer(false)
                    .addAddressSetting("#", addresses())
                    .addAddressSetting(SMALL + "#", addresses().setMaxSizeBytes(SMALL_BYTES)
                            .setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK))
                    .addAddressSetting(STRICT + "#", addresses().setAutoCreateAddresses(false)
                            .setAutoCreateQueues(false));
        } catch (Exception e) {
            throw new IllegalArgumentException("No such acceptor: " + url(), e);
        }
    }

    private AddressSettings addresses() {
        return new AddressSettings()
                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                .setDefaultQueueRoutingType(RoutingType.ANYCAST)
                .setAutoCreateAddresses(true)
                .setAutoCreateQueues(true)
                .setAutoDeleteQueues(false)
                .setAutoDeleteAddresses(false)
                .setMaxDeliveryAttempts(-1)
                .setRedeliveryDelay(redeliveryDelay.toMillis());
    }
}
