package io.storyreel.startup;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

import io.storyreel.text.UrlParts;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.client.impl.ServerLocatorInternal;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * An address of ActiveMQ Artemis as {@code storyreel.jms.url} has it: one broker or, in brackets, several. Artemis' own
 * client takes a good deal more without a word and then finds nobody there.
 */
final class JmsAddress {

    private static final String NOT_ONE = "is not an address of ActiveMQ Artemis, such as tcp://localhost:61616";

    private static final String NO_PORT = "must name host and port of each broker, such as tcp://localhost:61616";

    private static final String SEVERAL = "names two brokers in one address: write them as"
            + " (tcp://a:61616,tcp://b:61616)?ha=true";

    private JmsAddress() {
    }

    /** What is wrong with it, without showing it: a password may stand in it. */
    static Optional<String> problem(String url) {
        try (ActiveMQConnectionFactory artemis = new ActiveMQConnectionFactory(url)) {
            if (artemis.toURI() == null) {
                return Optional.of(NOT_ONE);
            }
            TransportConfiguration[] brokers = ((ServerLocatorInternal) artemis.getServerLocator())
                    .getStaticTransportConfigurations();
            boolean severalInOne = !url.strip().startsWith("(") && url.split("\\?")[0].contains(",");
            return severalInOne ? Optional.of(SEVERAL)
                    : Stream.of(brokers).anyMatch(broker -> !isWhole(broker)) ? Optional.of(NO_PORT) : Optional.empty();
        } catch (RuntimeException | IOException e) {
            return Optional.of(NOT_ONE);
        }
    }

    /** One found by a broadcast (udp) has neither, and is not asked for them. */
    private static boolean isWhole(TransportConfiguration broker) {
        Object host = broker.getParams().get(TransportConstants.HOST_PROP_NAME);
        String port = String.valueOf(broker.getParams().get(TransportConstants.PORT_PROP_NAME));
        return host != null && !host.toString().isBlank() && port.matches("\\d{1,5}")
                && UrlParts.isPort(Integer.parseInt(port));
    }
}
