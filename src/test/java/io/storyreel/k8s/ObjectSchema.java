package io.storyreel.k8s;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** What a kind of object may look like. */
interface ObjectSchema {

    /** Each field that is unknown or of the wrong type, by its path; empty where the object is good. */
    List<String> problemsOf(JsonNode object);
}
