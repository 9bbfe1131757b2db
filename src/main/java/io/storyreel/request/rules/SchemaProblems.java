package io.storyreel.request.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import io.quarkus.arc.Unremovable;
import io.storyreel.images.ImageLocation;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.RequestItem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.component.jsonvalidator.JsonValidatorErrorHandler;

/**
 * Tells a user in plain words what the schema found, for {@code json-validator:...?errorHandler=#schemaProblems}. The
 * exchange fails with an {@link InvalidRequest}; what {@link RequestRules} have to say about the same document comes
 * with it, so that all bad fields are named at once.
 */
@ApplicationScoped
@Named("schemaProblems")
@Unremovable
public class SchemaProblems implements JsonValidatorErrorHandler {

    /** Exchange property with the {@link ImageLocation}; without it names of image files are not looked at. */
    public static final String IMAGE_LOCATION = "imageLocation";

    private final RequestRules rules;

    public SchemaProblems(RequestRules rules) {
        this.rules = rules;
    }

    /** Fails the exchange with everything that is wrong in its body, one problem a field. */
    @Override
    public void handleErrors(Exchange exchange, JsonSchema schema, Set<ValidationMessage> errors) {
        JsonNode document = exchange.getMessage().getBody() instanceof JsonNode body ? body : MissingNode.getInstance();
        // Not thrown: the component's interface allows its own exception only, and would wrap ours.
        exchange.setException(new InvalidRequest(problems(document, schema, errors,
                exchange.getProperty(IMAGE_LOCATION, ImageLocation.class))));
    }

    /** Everything that is wrong in a document, one problem a field: what its schema found, and what the rules do. */
    public List<FieldProblem> problems(JsonNode document, JsonSchema schema, Set<ValidationMessage> errors,
            ImageLocation location) {
        Map<String, FieldProblem> problems = new LinkedHashMap<>();
        SchemaMessages words = new SchemaMessages(schema.getSchemaNode());
        keep(problems, errors.stream().filter(error -> "type".equals(error.getType())).map(words::on));
        // A field of the wrong type breaks further keywords, which says nothing new.
        keep(problems, errors.stream().map(words::on));
        keep(problems, RequestItem.in(document).stream().flatMap(item -> rules.problemsOf(item, location).stream()));
        return new ArrayList<>(problems.values());
    }

    /** Fails the exchange with a fault that is not the request's. */
    @Override
    public void handleErrors(Exchange exchange, JsonSchema schema, Exception e) {
        exchange.setException(e);
    }

    /** One problem a field, and no more of them than anybody needs: the words for 200,000 take a minute to find. */
    private static void keep(Map<String, FieldProblem> problems, Stream<FieldProblem> found) {
        found.takeWhile(problem -> problems.size() < InvalidRequest.MOST)
                .forEach(problem -> problems.putIfAbsent(problem.pointer(), problem));
    }
}
