package io.storyreel.template;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.StrictJson;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.apache.camel.Body;

/**
 * Makes whole requests of those that name a template. What comes out is what is checked and remembered: a template that
 * changes later changes nothing that has been taken up.
 */
@ApplicationScoped
@Named("templates")
@Unremovable
public class Templates {

    private static final Set<String> OURS = Set.of("template", "values");

    private static final int MOST_NOUGHTS = 100;

    private final Path folder;

    private final long mostCharacters;

    @Inject
    public Templates(StoryreelSettings settings) {
        this.folder = settings.templates().dir();
        this.mostCharacters = settings.inbox().maxSize().asLongValue();
    }

    /** The templates for one document. */
    public Reader reader() {
        return new Reader(new TemplateFolder(folder), mostCharacters, "the document",
                "the " + mostCharacters + " of storyreel.inbox.max-size: split it into several");
    }

    /**
     * The same for a file of many requests, of which each is a document of its own.
     *
     * @param most characters that a template may grow to in each
     */
    public Reader rowReader(int most) {
        return new Reader(new TemplateFolder(folder), most, "the request of this row",
                "the " + most + " that one may have: give it shorter values, or its template fewer places");
    }

    /**
     * A document with each of its requests whole; {@code $schema}, which is for editors, is gone from it.
     *
     * @throws InvalidRequest where a template or a value is missing or wrong, naming each by its JSON pointer
     * @throws IOException where a template could not be read just now
     */
    public JsonNode expanded(@Body JsonNode document) throws InvalidRequest, IOException {
        return reader().expanded(document);
    }

    /** Reads each template once. */
    public static final class Reader {

        private final TemplateFolder templates;

        private final long most;

        private final String subject;

        private final String bound;

        /**
         * @param most characters that the templates may grow to
         * @param subject what has so many then, in words
         * @param bound the bound in words, and what to do
         */
        Reader(TemplateFolder templates, long most, String subject, String bound) {
            this.templates = templates;
            this.most = most;
            this.subject = subject;
            this.bound = bound;
        }

        /** As {@link Templates#expanded}. */
        public JsonNode expanded(JsonNode document) throws InvalidRequest, IOException {
            ExpansionLimit room = new ExpansionLimit(most, StrictJson.MAX_NODES);
            List<FieldProblem> problems = new ArrayList<>();
            JsonNode expanded = document;
            if (document instanceof ArrayNode batch) {
                ArrayNode all = JsonNodeFactory.instance.arrayNode(batch.size());
                for (int i = 0; i < batch.size(); i++) {
                    all.add(item(batch.get(i), "/" + i, room, problems));
                }
                expanded = all;
            } else {
                expanded = item(document, "", room, problems);
            }
            if (!problems.isEmpty()) {
                throw new InvalidRequest(problems);
            }
            return expanded;
        }

        /** What is not for us here is left as it is: the schema tells. */
        private JsonNode item(JsonNode item, String pointer, ExpansionLimit room, List<FieldProblem> problems)
                throws IOException {
            if (!(item instanceof ObjectNode request)) {
                return item;
            }
            if (request.path("$schema").isTextual()) {
                request.remove("$schema");
            }
            if (request.has("resume")) {
                return request;
            }
            if (!request.has("template")) {
                if (request.has("values")) {
                    problems.add(new FieldProblem(pointer + "/values",
                            "stands without a template: name one, or leave the values out"));
                }
                return request;
            }
            try {
                return whole(request, pointer, room);
            } catch (InvalidRequest e) {
                problems.addAll(e.problems());
                return request;
            }
        }

        private ObjectNode whole(ObjectNode request, String pointer, ExpansionLimit room) throws InvalidRequest,
                IOException {
            Template template = template(request.get("template"), pointer);
            Map<String, String> values = values(request.path("values"), pointer + "/values");
            Set<String> own = new HashSet<>();
            request.fieldNames().forEachRemaining(own::add);
            fits(template, values, own, pointer + "/values");
            ObjectNode whole = JsonNodeFactory.instance.objectNode();
            try {
                for (String field : template.places().keySet()) {
                    if (!own.contains(field)) {
                        room.take(field.length());
                        whole.set(field, template.filled(field, values, room));
                    }
                }
            } catch (TooLarge e) {
                throw new InvalidRequest(pointer + "/template", "with its templates filled in " + subject
                        + " would have more than " + StrictJson.MAX_NODES + " JSON nodes, or more characters than "
                        + bound);
            }
            request.properties().stream().filter(field -> !OURS.contains(field.getKey()))
                    .forEach(field -> whole.set(field.getKey(), field.getValue()));
            return whole;
        }

        private Template template(JsonNode name, String pointer) throws InvalidRequest, IOException {
            if (!name.isTextual()) {
                throw new InvalidRequest(pointer + "/template", "needs to be text, the name of a template");
            }
            try {
                return templates.template(name.textValue());
            } catch (InvalidRequest e) {
                throw new InvalidRequest(pointer + "/template", e.getMessage());
            }
        }
    }

    private static Map<String, String> values(JsonNode values, String pointer) throws InvalidRequest {
        if (!values.isMissingNode() && !values.isObject()) {
            throw new InvalidRequest(pointer, "needs to be an object with a member for each value");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        List<FieldProblem> problems = new ArrayList<>();
        values.properties().forEach(value -> {
            if (value.getValue().isTextual() || value.getValue().isNumber() || value.getValue().isBoolean()) {
                texts.put(value.getKey(), text(value.getValue()));
            } else {
                problems.add(new FieldProblem(FieldProblem.pointer(pointer, value.getKey()),
                        "needs to be text, a number, true or false"));
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidRequest(problems);
        }
        return texts;
    }

    /** A number as people write it, 0.0000001 and not 1.0E-7: it becomes part of a sentence. */
    private static String text(JsonNode value) {
        if (!value.isNumber()) {
            return value.asText();
        }
        BigDecimal number = value.decimalValue();
        // Of a nought alone the decimals may be as many as its writer likes to say: 0e-999999999.
        return number.signum() == 0 && number.scale() > MOST_NOUGHTS ? "0" : number.toPlainString();
    }

    private static void fits(Template template, Map<String, String> values, Set<String> own, String pointer)
            throws InvalidRequest {
        List<FieldProblem> problems = new ArrayList<>();
        template.needed(own).stream().filter(name -> !values.containsKey(name)).forEach(name ->
                problems.add(new FieldProblem(FieldProblem.pointer(pointer, name), "is missing: the template has {{"
                        + name + "}} in it")));
        values.keySet().stream().filter(name -> !template.uses(name)).forEach(name ->
                problems.add(new FieldProblem(FieldProblem.pointer(pointer, name),
                        "is not used: the template has no such place in its texts; leave it out, or mend its name")));
        if (!problems.isEmpty()) {
            throw new InvalidRequest(problems);
        }
    }
}
