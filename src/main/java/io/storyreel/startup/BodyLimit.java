package io.storyreel.startup;

import java.util.List;
import java.util.Map;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Lets the platform read documents as large as {@code storyreel.inbox.max-size}, where that is more than the 10 MiB
 * that it reads of any body by itself. Never less: what is posted elsewhere has limits of its own.
 */
@StaticInitSafe
public class BodyLimit implements ConfigSourceFactory {

    static final String LIMIT = "quarkus.http.limits.max-body-size";

    /** Under every source that a user may have, whose word wins. */
    private static final int ORDINAL = -900;

    /** The platform's own. */
    private static final long DEFAULT = 10L * 1024 * 1024;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue maxSize = context.getValue("storyreel.inbox.max-size");
        long bytes = maxSize == null || maxSize.getValue() == null ? 0 : bytes(maxSize.getValue());
        return bytes <= DEFAULT ? List.of()
                : List.of(new PropertiesConfigSource(Map.of(LIMIT, String.valueOf(bytes)), "inbox.max-size", ORDINAL));
    }

    /** What can't be read as a size is told by SettingsCheck. */
    private static long bytes(String size) {
        try {
            MemorySize read = new MemorySizeConverter().convert(size.strip());
            return read == null ? 0 : read.asLongValue();
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }
}
