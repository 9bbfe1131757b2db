package io.storyreel.sandbox.bench;

import java.util.List;
import java.util.Map;

/** How requests come to the product and results come back. */
interface Channel extends AutoCloseable {

    /** The product's settings for it. */
    Map<String, String> settings();

    /** Hands over the documents, each of them whole. */
    void send(List<String> documents);

    /** How many results have come so far. */
    int arrived();

    /** The results that have come so far, as JSON. */
    List<String> results();

    @Override
    void close();
}
