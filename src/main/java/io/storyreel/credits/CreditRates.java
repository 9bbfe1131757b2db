package io.storyreel.credits;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** What a second of video costs by its tool, in credits: as the service publishes it, or as the settings say. */
@ApplicationScoped
public class CreditRates {

    /** The service's "Credits" page: 10 for Auto and the others it names, 5 for these. */
    private static final Map<String, BigDecimal> PUBLISHED = Map.of("Auto", BigDecimal.TEN, "AutoT1",
            BigDecimal.valueOf(5), "PVideo", BigDecimal.valueOf(5), "VeoLite", BigDecimal.valueOf(5));

    /** In any case: an environment variable has none of its own. */
    private final Map<String, BigDecimal> rates = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    @Inject
    public CreditRates(StoryreelSettings settings) {
        rates.putAll(PUBLISHED);
        rates.putAll(settings.credits().rates());
    }

    /** Credits for each second that the tool animates; for a tool that nobody names as for {@code Auto}. */
    public BigDecimal of(String tool) {
        return rates.getOrDefault(tool, rates.get("Auto"));
    }
}
