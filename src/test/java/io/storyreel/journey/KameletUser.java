package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;

/** Another team's Camel, plain and without anything of ours but the files of {@code kamelets/}. */
final class KameletUser implements AutoCloseable {

    private final CamelContext context = new DefaultCamelContext();

    private final Queue<Map.Entry<Message, String>> received = new ConcurrentLinkedQueue<>();

    /** With a route to a sink and one from a source, each with its properties. */
    KameletUser(String sink, Map<String, String> toSink, String source, Map<String, String> fromSource)
            throws Exception {
        KameletComponent kamelets = new KameletComponent();
        kamelets.setLocation("file:kamelets");
        context.addComponent("kamelet", kamelets);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:hand-in").to(uri(sink, toSink));
                from(uri(source, fromSource)).process(exchange -> received.add(
                        Map.entry(exchange.getMessage().copy(), exchange.getMessage().getBody(String.class))));
            }
        });
        context.start();
    }

    /** Hands a request in, with headers that are none of Storyreel's business. */
    void handIn(Request request, Map<String, Object> headers) {
        context.createProducerTemplate().sendBodyAndHeaders("direct:hand-in",
                request.json().toString().getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Waits for the request's result: its body, once the headers say the same. */
    JsonNode result(Request request) {
        Map.Entry<Message, String> came = await("the result of " + request.id()).atMost(AppFixture.PATIENCE)
                .until(() -> received.stream().filter(one -> request.id().equals(
                        one.getKey().getHeader("storyreel_request_id"))).findFirst(), java.util.Optional::isPresent)
                .orElseThrow();
        JsonNode result = JmsClient.checked(came.getValue());
        assertThat(came.getKey().getHeader("storyreel_status")).isEqualTo(result.path("status").asText());
        return result;
    }

    private static String uri(String kamelet, Map<String, String> properties) {
        return "kamelet:" + kamelet + "?" + properties.entrySet().stream()
                .map(property -> property.getKey() + "=RAW(" + property.getValue() + ")")
                .collect(Collectors.joining("&"));
    }

    @Override
    public void close() {
        context.stop();
    }
}
