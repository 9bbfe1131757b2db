package io.storyreel.intake;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import io.storyreel.ledger.StoryRequest;
import io.storyreel.service.Dialect;
import io.storyreel.service.Dialects;
import io.storyreel.settings.AllowedBuckets;
import io.storyreel.settings.TestSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** The intake as a route puts it together: strict JSON, the schema by the real json-validator, the rules. */
class Intake implements AutoCloseable {

    /** The limits of image files by default. */
    static final ImageLimits LIMITS = ImageLimits.of(TestSettings.with());

    private final CamelContext camel = new DefaultCamelContext();

    private final RequestRules rules;

    Intake(Dialect dialect, String... settings) throws Exception {
        rules = new RequestRules(new Dialects(dialect), new AllowedBuckets(
                TestSettings.with("storyreel.s3.allowed-buckets", "my-bucket.eu, images,team-*")), TestSettings.with(settings));
        camel.getRegistry().bind("schemaProblems", new SchemaProblems(rules));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:check").errorHandler(noErrorHandler())
                        .to("json-validator:classpath:schemas/story-request.schema.json?errorHandler=#schemaProblems");
            }
        });
        camel.start();
    }

    /** Takes a document as an inbox file whose images are the bytes of their names. */
    List<StoryRequest> take(String document) throws Exception {
        return take(document.getBytes(StandardCharsets.UTF_8), ImagePlace.INBOX,
                name -> image(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** An image of these bytes. */
    static OpenImage image(byte[] bytes) {
        return new OpenImage(bytes.length, new ByteArrayInputStream(bytes));
    }

    List<StoryRequest> take(byte[] document, ImagePlace place, ImageSource images) throws Exception {
        var node = new StrictJson().read(document);
        Exchange checked = camel.createFluentProducerTemplate().to("direct:check")
                .withExchange(() -> {
                    Exchange exchange = camel.getEndpoint("direct:check").createExchange();
                    exchange.getMessage().setBody(node);
                    exchange.setProperty(SchemaProblems.IMAGE_PLACE, place);
                    return exchange;
                }).send();
        if (checked.getException() != null) {
            throw checked.getException();
        }
        return new RequestDocument(rules, TestSettings.with()).requests(node, place, images, id -> Optional.empty());
    }

    /** What is wrong with a document, each problem as its user reads it; empty where it is taken. */
    List<String> problems(String document) throws Exception {
        try {
            take(document);
            return List.of();
        } catch (InvalidRequest e) {
            return e.problems().stream().map(FieldProblem::toString).toList();
        }
    }

    @Override
    public void close() {
        camel.stop();
    }
}
