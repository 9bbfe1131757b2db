package io.storyreel.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.TextMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * Publishes a request to a broker as any other program would, and waits for what becomes of it: its result comes to a
 * queue of our own, and where it is rejected it stands in the rejected queue under its correlation id.
 */
public final class Publish {

    private static final String USAGE = "usage: ./sandbox publish [--url tcp://localhost:61616] request.json";

    private static final long A_LOOK = 1_000;

    private final String correlationId = UUID.randomUUID().toString();

    private final JMSContext context;

    private Publish(JMSContext context) {
        this.context = context;
    }

    /** Ends with 0 where the result is no failure. */
    public static void main(String... args) throws IOException {
        List<String> words = List.of(args);
        boolean hasUrl = words.size() == 3 && words.get(0).equals("--url");
        if (!hasUrl && words.size() != 1) {
            System.err.println(USAGE);
            System.exit(2);
        }
        Logger.getLogger("org.apache.activemq").setLevel(Level.SEVERE);
        System.exit(run(hasUrl ? words.get(1) : "tcp://localhost:61616", Path.of(words.get(words.size() - 1))));
    }

    private static int run(String url, Path file) throws IOException {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url);
                JMSContext context = factory.createContext()) {
            return new Publish(context).publish(Files.readString(file));
        } catch (NoSuchFileException e) {
            System.err.println("there is no file " + file);
        } catch (JMSRuntimeException e) {
            System.err.println("no broker answers at " + url + ": start ./sandbox, or name another one with --url");
        } catch (JMSException e) {
            System.err.println("the broker broke off: " + e.getMessage());
        }
        return 2;
    }

    private int publish(String request) throws JMSException {
        Queue answers = context.createTemporaryQueue();
        context.createProducer().setJMSReplyTo(answers).setJMSCorrelationID(correlationId)
                .send(context.createQueue("storyreel.requests"), request);
        System.out.println("published to storyreel.requests; waiting for the result, Ctrl-C leaves it to the result"
                + " queue");
        JMSConsumer consumer = context.createConsumer(answers);
        while (true) {
            Message result = consumer.receive(A_LOOK);
            if (result != null) {
                System.out.println(((TextMessage) result).getText());
                return "failed".equals(result.getStringProperty("storyreel_status")) ? 1 : 0;
            }
            Optional<String> rejection = rejection();
            if (rejection.isPresent()) {
                System.out.println("rejected: " + rejection.get());
                return 1;
            }
        }
    }

    private Optional<String> rejection() throws JMSException {
        try (QueueBrowser browser = context.createBrowser(context.createQueue("storyreel.rejected"),
                "JMSCorrelationID = '" + correlationId + "'")) {
            var found = browser.getEnumeration();
            return found.hasMoreElements() ? Optional.of(((Message) found.nextElement())
                    .getStringProperty("storyreel_error_message")) : Optional.empty();
        }
    }
}
