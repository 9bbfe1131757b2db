package io.storyreel.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import org.junit.jupiter.api.Test;

/** docs/configuration.md. */
class ConfigurationPageTest {

    @Test
    void eachSettingIsOnThePage() throws Exception {
        Set<String> names = ConfigMappings.getProperties(ConfigClass.configClass(StoryreelSettings.class)).keySet();
        String page = Files.readString(Path.of("docs/configuration.md"));

        assertThat(names).hasSizeGreaterThan(60).map(name -> name.replaceAll("(\\[\\*]|\\.\\*)$", ""))
                // Names that belong together share a row: `storyreel.db.username`, `.password`.
                .allSatisfy(name -> assertThat(page).containsAnyOf("`" + name,
                        "`" + name.substring(name.lastIndexOf('.')) + "`",
                        "`" + name.toUpperCase(Locale.ROOT).replace('.', '_')));
    }
}
