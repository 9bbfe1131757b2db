package io.storyreel.page;

import java.net.URI;
import java.util.Optional;

import io.quarkus.arc.Unremovable;
import io.storyreel.ledger.query.StoryQueries;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Header;

/** What a browser may do for the page: run its own files and ask us; of the store it may ask for the video alone. */
@ApplicationScoped
@Named("pagePolicy")
@Unremovable
public class PagePolicy {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; media-src 'self'%s; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final StoryQueries queries;
    private final VideoLinks links;

    PagePolicy(StoryQueries queries, VideoLinks links) {
        this.queries = queries;
        this.links = links;
    }

    /** For the page of all stories. */
    public String ofList() {
        return POLICY.formatted("");
    }

    /** For the page of one story, known or not. */
    public String ofStory(@Header("requestId") String requestId) {
        Optional<URI> place = queries.story(requestId).flatMap(links::placeOf);
        return POLICY.formatted(place.map(store -> " " + store.getScheme() + "://" + store.getAuthority()).orElse(""));
    }
}
