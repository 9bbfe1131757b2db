package io.storyreel.page;

import static io.storyreel.exchange.PropertyNames.CONTENT_TYPE;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/** The page's files, as they lie in the jar: nothing is built, and nothing comes from anywhere else. */
@ApplicationScoped
@Named("pageFiles")
@Unremovable
public class PageFiles {

    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

    private static final Map<String, String> TYPES = Map.of("style.css", "text/css; charset=utf-8",
            "common.js", JAVASCRIPT, "list.js", JAVASCRIPT, "story.js", JAVASCRIPT, "icon.svg", "image/svg+xml");

    /** One of the page's files, with its type; null where there is none of that name. */
    public byte[] file(@Header("file") String name, Exchange exchange) {
        String type = TYPES.get(String.valueOf(name));
        exchange.setProperty(CONTENT_TYPE, type);
        return type == null ? null : read(name);
    }

    /** The page of that name. */
    public byte[] html(String name) {
        return read(name + ".html");
    }

    private static byte[] read(String name) {
        try (InputStream file = PageFiles.class.getResourceAsStream("/page/" + name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the page's file " + name + " can't be read", e);
        }
    }
}
