package io.storyreel.sandbox.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.storyreel.sandbox.LocalArtemis;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** Text messages to the request queue of a broker in this process, results from its result queue. */
final class JmsChannel implements Channel {

    private final LocalArtemis broker;

    private final ActiveMQConnectionFactory factory;

    private final List<String> results = new CopyOnWriteArrayList<>();

    JmsChannel(Path folder) {
        this.broker = LocalArtemis.start(folder.resolve("broker"));
        this.factory = new ActiveMQConnectionFactory(broker.url());
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("storyreel.jms.enabled", "true", "storyreel.jms.url", broker.url());
    }

    @Override
    public void send(List<String> documents) {
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            var queue = context.createQueue("storyreel.requests");
            var producer = context.createProducer();
            for (String document : documents) {
                producer.send(queue, document);
            }
            context.commit();
        }
    }

    @Override
    public int arrived() {
        return results.size() + (int) broker.messages("storyreel.results");
    }

    @Override
    public List<String> results() {
        try (JMSContext context = factory.createContext(JMSContext.AUTO_ACKNOWLEDGE);
                JMSConsumer consumer = context.createConsumer(context.createQueue("storyreel.results"))) {
            for (String result = consumer.receiveBody(String.class, 500); result != null;
                    result = consumer.receiveBody(String.class, 500)) {
                results.add(result);
            }
        }
        return List.copyOf(results);
    }

    @Override
    public void close() {
        factory.close();
        broker.close();
    }
}
