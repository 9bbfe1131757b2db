package io.storyreel.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;

/** A schema as it is published to users. */
enum PublishedSchema {

    RESULT("schemas/story-result.schema.json");

    private final JsonSchema schema;

    PublishedSchema(String file) {
        try {
            schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(Files.readString(Path.of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a document, in words; empty where it is valid. */
    List<String> problemsOf(JsonNode document) {
        return schema.validate(document).stream().map(Object::toString).toList();
    }
}
