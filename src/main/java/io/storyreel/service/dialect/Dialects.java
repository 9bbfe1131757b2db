package io.storyreel.service.dialect;

import java.util.List;

import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * The dialects there are. Requests are taken up in the one that is set; a story keeps the one it was taken up in, so
 * that a setting changed with stories under way changes nothing for them.
 */
@ApplicationScoped
public class Dialects {

    /** All of them; a further one is a class, and a line here. */
    private static final List<Dialect> ALL = List.of(new FormDialect(), new JsonDialect(), new V2Dialect());

    private final Dialect chosen;

    @Inject
    public Dialects(StoryreelSettings settings) {
        this(named(ALL, settings.api().dialect()));
    }

    /** @param chosen the one that requests are taken up in */
    public Dialects(Dialect chosen) {
        this.chosen = chosen;
    }

    /** The names that {@code storyreel.api.dialect} may have. */
    public static List<String> names() {
        return ALL.stream().map(Dialect::name).toList();
    }

    /** Each of them, in the order of the documentation. */
    public static List<Dialect> all() {
        return ALL;
    }

    /** The one of {@code storyreel.api.dialect}: requests are taken up in it. */
    public Dialect chosen() {
        return chosen;
    }

    /** The dialect that a story was taken up in. */
    public Dialect named(String name) {
        return chosen.name().equals(name) ? chosen : named(ALL, name);
    }

    private static Dialect named(List<Dialect> all, String name) {
        return all.stream().filter(dialect -> dialect.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no dialect \"" + name
                        + "\" in this version of Storyreel"));
    }
}
