package io.storyreel.intake;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import io.storyreel.images.ImageLimits;
import io.storyreel.images.ImageLocation;
import io.storyreel.images.ImageSource;
import io.storyreel.images.OpenImage;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.StrictJson;
import io.storyreel.request.rules.RequestRules;
import io.storyreel.request.rules.SchemaProblems;
import io.storyreel.service.dialect.Dialect;
import io.storyreel.service.dialect.Dialects;
import io.storyreel.settings.AllowedBuckets;
import io.storyreel.settings.TestSettings;
import io.storyreel.story.StoryRequest;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** The intake as a route puts it together: strict JSON, the schema by the real json-validator, the rules. */
public class Intake implements AutoCloseable {

    /** The limits of image files by default. */
    public static final ImageLimits LIMITS = ImageLimits.of(TestSettings.with());

    private final CamelContext camel = new DefaultCamelContext();

    private final RequestRules rules;

    public Intake(Dialect dialect, String... settings) throws Exception {
        rules = new RequestRules(new Dialects(dialect), new AllowedBuckets(
                TestSettings.with("storyreel.s3.allowed-buckets", "my-bucket.eu, images,team-*")),
                TestSettings.with(settings));
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
    public List<StoryRequest> take(String document) throws Exception {
        return take(document.getBytes(StandardCharsets.UTF_8), ImageLocation.INBOX,
                name -> image(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** An image of these bytes. */
    public static OpenImage image(byte[] bytes) {
        return new OpenImage(bytes.length, new ByteArrayInputStream(bytes));
    }

    public List<StoryRequest> take(byte[] document, ImageLocation place, ImageSource images) throws Exception {
        var node = new StrictJson().read(document);
        Exchange checked = camel.createFluentProducerTemplate().to("direct:check")
                .withExchange(() -> {
                    Exchange exchange = camel.getEndpoint("direct:check").createExchange();
                    exchange.getMessage().setBody(node);
                    exchange.setProperty(SchemaProblems.IMAGE_LOCATION, place);
                    return exchange;
                }).send();
        if (checked.getException() != null) {
            throw checked.getException();
        }
        return new RequestDocument(rules, TestSettings.with()).requests(node, place, images, id -> Optional.empty());
    }

    /** What is wrong with a document, each problem as its user reads it; empty where it is taken. */
    public List<String> problems(String document) throws Exception {
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
