package io.storyreel.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

import io.storyreel.settings.StoryreelSettings;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** What must hold of the settings of Kafka. Its client would tell of most only in the log, while it tries for ever. */
final class KafkaRules {

    /** Kafka's own rule for {@code bootstrap.servers}: host and port, separated by commas. */
    private static final Pattern BROKERS = Pattern.compile("\\s*[^\\s,:/]+:\\d{1,5}(\\s*,\\s*[^\\s,:/]+:\\d{1,5})*\\s*|"
            + "\\s*\\[[0-9a-fA-F:]+]:\\d{1,5}\\s*");

    private static final Set<String> PROTOCOLS = Set.copyOf(SecurityProtocol.names());

    private KafkaRules() {
    }

    /** Adds the rules to those there are, each by the words that tell a user that it is broken. */
    static void addTo(Map<String, BooleanSupplier> rules, StoryreelSettings.Kafka kafka) {
        rules.put("storyreel.kafka.brokers must be host:port, separated by commas",
                () -> BROKERS.matcher(kafka.brokers()).matches());
        rules.put("storyreel.kafka.group is blank", () -> !kafka.group().isBlank());
        rules.put("storyreel.kafka.security-protocol must be PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL",
                () -> kafka.securityProtocol().map(PROTOCOLS::contains).orElse(true));
        rules.put("storyreel.kafka.sasl-jaas-config can't be read; it has the form"
                + " <login module> required username=\"..\" password=\"..\"; with the semicolon",
                () -> kafka.saslJaasConfig().map(KafkaRules::isJaas).orElse(true));
        rules.put("storyreel.kafka.sasl-jaas-config needs a storyreel.kafka.security-protocol that begins with SASL_",
                () -> kafka.saslJaasConfig().isEmpty()
                        || kafka.securityProtocol().map(name -> name.startsWith("SASL_")).orElse(true));
        store(rules, "storyreel.kafka.truststore", kafka.truststore(), kafka.truststorePassword());
        store(rules, "storyreel.kafka.keystore", kafka.keystore(), kafka.keystorePassword());
    }

    private static void store(Map<String, BooleanSupplier> rules, String property, Optional<Path> file,
            Optional<String> password) {
        rules.put(property + " is not a file that can be read", () -> file.map(Files::isReadable).orElse(true));
        rules.put(property + " can't be opened with " + property + "-password",
                () -> file.map(path -> opens(path, password)).orElse(true));
    }

    private static boolean opens(Path store, Optional<String> password) {
        if (store.toString().endsWith(".pem")) {
            return true;
        }
        try {
            KeyStore.getInstance(store.toFile(), password.map(String::toCharArray).orElse(new char[0]));
            return true;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** What Kafka says of one that is wrong could show a piece of it. */
    private static boolean isJaas(String config) {
        try {
            JaasContext.loadClientContext(Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(config)));
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
