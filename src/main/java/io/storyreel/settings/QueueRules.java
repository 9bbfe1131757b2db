package io.storyreel.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** What must hold of the settings of a message queue that is switched on; what is off is not looked at. */
final class QueueRules {

    /** Kafka's own rule for {@code bootstrap.servers}: host and port, separated by commas. */
    private static final Pattern BROKERS = Pattern.compile("\\s*[^\\s,:/]+:\\d{1,5}(\\s*,\\s*[^\\s,:/]+:\\d{1,5})*\\s*|"
            + "\\s*\\[[0-9a-fA-F:]+]:\\d{1,5}\\s*");

    private QueueRules() {
    }

    /** The rules by the words that tell a user of the one that is broken, the property first. */
    static Map<String, BooleanSupplier> of(StoryreelSettings s) {
        Map<String, BooleanSupplier> rules = new LinkedHashMap<>();
        if (s.jms().enabled()) {
            rules.put("storyreel.jms.url is not an address of ActiveMQ Artemis, such as tcp://localhost:61616",
                    () -> isArtemis(s.jms().url()));
            rules.put("storyreel.jms.password must be set where storyreel.jms.username is",
                    () -> s.jms().username().isEmpty() || s.jms().password().isPresent());
            names(rules, "storyreel.jms.request-queue", s.jms().requestQueue(), "storyreel.jms.result-queue",
                    s.jms().resultQueue(), "storyreel.jms.rejected-queue", s.jms().rejectedQueue());
        }
        if (s.kafka().enabled()) {
            rules.put("storyreel.kafka.brokers must be host:port, separated by commas",
                    () -> BROKERS.matcher(s.kafka().brokers()).matches());
            rules.put("storyreel.kafka.group is blank", () -> !s.kafka().group().isBlank());
            names(rules, "storyreel.kafka.request-topic", s.kafka().requestTopic(), "storyreel.kafka.result-topic",
                    s.kafka().resultTopic(), "storyreel.kafka.rejected-topic", s.kafka().rejectedTopic());
        }
        if (s.sqs().enabled()) {
            rules.put("storyreel.sqs.endpoint must be an http or https address",
                    () -> s.sqs().endpoint().map(SettingsCheck::isHttp).orElse(true));
            rules.put("storyreel.sqs.region is blank", () -> !s.sqs().region().isBlank());
            names(rules, "storyreel.sqs.request-queue", s.sqs().requestQueue(), "storyreel.sqs.result-queue",
                    s.sqs().resultQueue(), "storyreel.sqs.rejected-queue", s.sqs().rejectedQueue());
        }
        return rules;
    }

    /** Results or rejected messages in the queue of the requests would be taken up, rejected and so on for ever. */
    private static void names(Map<String, BooleanSupplier> rules, String requestProperty, String request,
            String resultProperty, String result, String rejectedProperty, String rejected) {
        Map.of(requestProperty, request, resultProperty, result, rejectedProperty, rejected)
                .forEach((property, name) -> rules.put(property + " is blank", () -> !name.isBlank()));
        rules.put(requestProperty + " must not be the same as " + resultProperty + " or " + rejectedProperty,
                () -> !Set.of(result, rejected).contains(request));
    }

    private static boolean isArtemis(String url) {
        try (ActiveMQConnectionFactory unused = new ActiveMQConnectionFactory(url)) {
            return unused.toURI() != null;
        } catch (RuntimeException | java.io.IOException e) {
            return false;
        }
    }
}
