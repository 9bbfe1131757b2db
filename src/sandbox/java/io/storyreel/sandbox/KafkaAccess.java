package io.storyreel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Whom a {@link LocalKafka} lets in.
 *
 * @param protocol       how its clients have to speak, as Kafka names it
 * @param brokerSettings further lines of the broker's settings, each with its line break
 * @param clientSettings what those who look after the broker connect with
 */
public record KafkaAccess(String protocol, String brokerSettings, Map<String, String> clientSettings) {

    /** A client that may do what nobody has forbidden it. */
    public static final String USER = "storyreel";

    private static final String ADMIN = "admin";

    private static final String PASSWORD = "changeit";

    /** Everybody, in plain text. */
    public static KafkaAccess everybody() {
        return new KafkaAccess("PLAINTEXT", "", Map.of());
    }

    /** Those who bring a certificate that is in {@link #store} and then a name and its password, encrypted. */
    public static KafkaAccess certified(Path folder) {
        Path store = makeStore(folder);
        String listener = "listener.name.clients.";
        return new KafkaAccess("SASL_SSL", String.join("\n",
                "sasl.enabled.mechanisms=PLAIN",
                "sasl.mechanism.inter.broker.protocol=PLAIN",
                listener + "plain.sasl.jaas.config=" + login(ADMIN).replace(";", "") + " user_" + ADMIN + "=\""
                        + passwordOf(ADMIN) + "\" user_" + USER + "=\"" + passwordOf(USER) + "\";",
                listener + "ssl.keystore.location=" + store,
                listener + "ssl.keystore.password=" + PASSWORD,
                listener + "ssl.truststore.location=" + store,
                listener + "ssl.truststore.password=" + PASSWORD,
                listener + "ssl.client.auth=required",
                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found=true",
                "super.users=User:" + ADMIN + ";User:ANONYMOUS", ""),
                Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "PLAIN", "sasl.jaas.config", login(ADMIN),
                        "ssl.truststore.location", store.toString(), "ssl.truststore.password", PASSWORD,
                        "ssl.keystore.location", store.toString(), "ssl.keystore.password", PASSWORD));
    }

    /** The key and its certificate, of the broker and its clients alike. */
    public Path store() {
        return Path.of(clientSettings.get("ssl.keystore.location"));
    }

    /** What opens it. */
    public String storePassword() {
        return PASSWORD;
    }

    /** What a client of that name logs in with, as Kafka's {@code sasl.jaas.config}. */
    public static String login(String user) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\""
                + passwordOf(user) + "\";";
    }

    /** The password of that user. */
    public static String passwordOf(String user) {
        return user + "-knows-it";
    }

    private static Path makeStore(Path folder) {
        Path store = folder.toAbsolutePath().resolve("kafka.p12");
        try {
            Files.createDirectories(folder);
            Process keytool = new ProcessBuilder(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
                    "kafka", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=local-kafka", "-ext",
                    "san=ip:127.0.0.1", "-validity", "30", "-storetype", "PKCS12", "-keystore", store.toString(),
                    "-storepass", PASSWORD)).redirectErrorStream(true).start();
            String words = new String(keytool.getInputStream().readAllBytes());
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("No certificate was made: " + words);
            }
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
