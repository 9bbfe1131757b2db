package io.storyreel.messaging.kafka;

import java.nio.file.Path;
import java.util.Optional;

import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.quarkus.core.events.ComponentAddEvent;

/**
 * How Storyreel makes itself known to Kafka, from {@code storyreel.kafka.*}: set once on Camel's component, from which
 * the consumer and the producers have it. What is not set is left as
 * {@code camel.component.kafka.*} says.
 */
@ApplicationScoped
public class KafkaSecurity {

    private static final String PEM = "PEM";

    private final StoryreelSettings.Kafka settings;

    KafkaSecurity(StoryreelSettings settings) {
        this.settings = settings.kafka();
    }

    void onComponentAdd(@Observes ComponentAddEvent event) {
        if (event.getComponent() instanceof KafkaComponent kafka) {
            applyTo(kafka.getConfiguration());
        }
    }

    /** Sets what the settings say, and nothing else. */
    void applyTo(KafkaConfiguration kafka) {
        settings.securityProtocol().ifPresent(kafka::setSecurityProtocol);
        settings.saslMechanism().ifPresent(kafka::setSaslMechanism);
        settings.saslJaasConfig().ifPresent(kafka::setSaslJaasConfig);
        settings.truststore().map(Path::toString).ifPresent(kafka::setSslTruststoreLocation);
        settings.truststore().flatMap(KafkaSecurity::type).ifPresent(kafka::setSslTruststoreType);
        settings.truststorePassword().ifPresent(kafka::setSslTruststorePassword);
        settings.keystore().map(Path::toString).ifPresent(kafka::setSslKeystoreLocation);
        settings.keystore().flatMap(KafkaSecurity::type).ifPresent(kafka::setSslKeystoreType);
        settings.keystorePassword().ifPresent(kafka::setSslKeystorePassword);
    }

    /** JKS and PKCS12 are told apart by Java itself. */
    private static Optional<String> type(Path store) {
        return store.toString().endsWith(".pem") ? Optional.of(PEM) : Optional.empty();
    }
}
