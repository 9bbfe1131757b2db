package io.storyreel.messaging.jms;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.client.impl.ServerLocatorInternal;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;

/**
 * The same brokers as {@code storyreel.jms.url} names, spoken to by AMQP 1.0: for messages that Artemis cannot convert
 * for its own client, see {@link AmqpFallback}. Its acceptors speak both unless told otherwise.
 */
@ApplicationScoped
public class AmqpConnections {

    /** What Artemis' client calls a key or a certificate, and what that of AMQP does. */
    private static final Map<String, String> STORES = Map.of("trustStorePath", "trustStoreLocation",
            "trustStorePassword", "trustStorePassword", "trustStoreType", "trustStoreType", "keyStorePath",
            "keyStoreLocation", "keyStorePassword", "keyStorePassword", "keyStoreType", "keyStoreType", "verifyHost",
            "verifyHost", "trustAll", "trustAll");

    /** Connects to nothing before it is used. */
    @Produces
    @Singleton
    @Typed(JmsConnectionFactory.class)
    @Named("amqpConnections")
    @Unremovable
    JmsConnectionFactory connections(StoryreelSettings settings) {
        StoryreelSettings.Jms jms = settings.jms();
        return new JmsConnectionFactory(jms.username().orElse(null), jms.password().orElse(null), url(jms.url()));
    }

    /** The address for AMQP of what Artemis' own client finds at the other one. */
    static String url(String artemis) {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(artemis)) {
            TransportConfiguration[] brokers = ((ServerLocatorInternal) factory.getServerLocator())
                    .getStaticTransportConfigurations();
            // Nothing fetched ahead, and no send without a limit; a commit may wait for the broker's disk.
            String options = "jms.prefetchPolicy.all=0&jms.sendTimeout=" + JmsSendTimeout.LIMIT.toMillis()
                    + "&jms.requestTimeout=30000";
            if (brokers.length == 0) {
                // Found by a broadcast, which AMQP knows nothing of: nobody is at this name, by its very definition.
                return "amqp://broadcast.invalid:5672";
            }
            String all = Stream.of(brokers).map(AmqpConnections::url).collect(Collectors.joining(","));
            return brokers.length == 1 ? all + (all.contains("?") ? "&" : "?") + options
                    : "failover:(" + all + ")?failover.startupMaxReconnectAttempts=2&" + options;
        }
    }

    private static String url(TransportConfiguration broker) {
        Map<String, Object> its = broker.getParams();
        boolean isSecure = "true".equals(String.valueOf(its.get("sslEnabled")));
        Map<String, String> options = new LinkedHashMap<>();
        STORES.forEach((name, amqpName) -> {
            if (isSecure && its.get(name) != null) {
                options.put("transport." + amqpName, String.valueOf(its.get(name)));
            }
        });
        String query = options.entrySet().stream()
                .map(option -> option.getKey() + "=" + URLEncoder.encode(option.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return (isSecure ? "amqps://" : "amqp://") + its.get("host") + ":" + its.get("port")
                + (query.isEmpty() ? "" : "?" + query);
    }
}
