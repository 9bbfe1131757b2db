package io.storyreel.startup;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.storyreel.settings.StoryreelSettings;

/** What must hold of the settings of a message queue that is switched on; what is off is not looked at. */
final class QueueRules {

    /** SQS's own rule for a queue's name. */
    private static final String NAME = "([A-Za-z0-9_-]{1,80}|[A-Za-z0-9_-]{1,75}[.]fifo)";

    private static final Pattern ARN = Pattern.compile("arn:[a-z-]+:sqs:([a-z0-9-]+):\\d{12}:" + NAME);

    private QueueRules() {
    }

    /** The rules by the words that tell a user of the one that is broken, the property first. */
    static Map<String, BooleanSupplier> of(StoryreelSettings s) {
        Map<String, BooleanSupplier> rules = new LinkedHashMap<>();
        if (s.jms().enabled()) {
            JmsAddress.problem(s.jms().url()).ifPresent(what -> rules.put("storyreel.jms.url " + what, () -> false));
            rules.put("storyreel.jms.password must be set where storyreel.jms.username is",
                    () -> s.jms().username().isEmpty() || s.jms().password().isPresent());
            names(rules, "storyreel.jms.request-queue", s.jms().requestQueue(), "storyreel.jms.result-queue",
                    s.jms().resultQueue(), "storyreel.jms.rejected-queue", s.jms().rejectedQueue());
        }
        if (s.kafka().enabled()) {
            KafkaRules.addTo(rules, s.kafka());
            names(rules, "storyreel.kafka.request-topic", s.kafka().requestTopic(), "storyreel.kafka.result-topic",
                    s.kafka().resultTopic(), "storyreel.kafka.rejected-topic", s.kafka().rejectedTopic());
        }
        if (s.sqs().enabled()) {
            rules.put("storyreel.sqs.endpoint must be an http or https address",
                    () -> s.sqs().endpoint().map(SettingsCheck::isHttp).orElse(true));
            rules.put("storyreel.sqs.region is blank", () -> !s.sqs().region().isBlank());
            rules.put("storyreel.sqs.secret-key must be set where storyreel.sqs.access-key is",
                    () -> s.sqs().accessKey().isEmpty() || s.sqs().secretKey().isPresent());
            rules.put("storyreel.sqs.access-key must be set where storyreel.sqs.secret-key is",
                    () -> s.sqs().secretKey().isEmpty() || s.sqs().accessKey().isPresent());
            queue(rules, "storyreel.sqs.request-queue", s.sqs().requestQueue(), s.sqs());
            queue(rules, "storyreel.sqs.result-queue", s.sqs().resultQueue(), s.sqs());
            queue(rules, "storyreel.sqs.rejected-queue", s.sqs().rejectedQueue(), s.sqs());
            names(rules, "storyreel.sqs.request-queue", s.sqs().requestQueue(), "storyreel.sqs.result-queue",
                    s.sqs().resultQueue(), "storyreel.sqs.rejected-queue", s.sqs().rejectedQueue());
        }
        return rules;
    }

    private static void queue(Map<String, BooleanSupplier> rules, String property, String queue,
            StoryreelSettings.Sqs sqs) {
        boolean isArn = queue.startsWith("arn:");
        Matcher arn = ARN.matcher(queue);
        rules.put(property + " must be a queue's name, its URL or its ARN (arn:aws:sqs:region:account:name)",
                () -> isArn ? arn.matches() : queue.contains("://") || queue.isBlank() || queue.matches(NAME));
        rules.put(property + " lies in another region than storyreel.sqs.region",
                () -> !arn.matches() || arn.group(1).equals(sqs.region()));
    }

    /** Results or rejected messages in the queue of the requests would be taken up, rejected and so on for ever. */
    private static void names(Map<String, BooleanSupplier> rules, String requestProperty, String request,
            String resultProperty, String result, String rejectedProperty, String rejected) {
        Map.of(requestProperty, request, resultProperty, result, rejectedProperty, rejected)
                .forEach((property, name) -> rules.put(property + " is blank", () -> !name.isBlank()));
        rules.put(requestProperty + " must not be the same as " + resultProperty + " or " + rejectedProperty,
                () -> !Set.of(result, rejected).contains(request));
    }
}
