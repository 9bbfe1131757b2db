package io.storyreel.sandbox.simulator.call;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A call as it arrived.
 *
 * @param method     GET, POST
 * @param path       without the query
 * @param fields     in the order they came; the members of a JSON body too, each as text, a list of texts as one field
 *         an item
 * @param files      in the order they came
 * @param headers    names in lower case
 * @param json       the body of a JSON call as it was sent, empty for any other
 * @param problems   what is wrong with the shape of its body, whatever its fields
 * @param receivedAt when its head was there
 */
public record ReceivedCall(String method, String path, List<FormField> fields, List<FilePart> files,
        Map<String, List<String>> headers, String json, List<Problem> problems, Instant receivedAt) {

    /** The first field of that name. */
    public Optional<String> field(String name) {
        return all(name).stream().findFirst();
    }

    /** All fields of that name, in the order they came. */
    public List<String> all(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).map(FormField::value).toList();
    }

    /** The first header of that name, in any case. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
    }
}
