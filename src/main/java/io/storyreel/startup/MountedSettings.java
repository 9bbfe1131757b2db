package io.storyreel.startup;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Settings out of folders that a cluster mounts: config maps and secrets. A {@code *.properties} file is read as one;
 * any other file whose name begins like a setting's is that setting, its content the value. A later folder wins over
 * an earlier one.
 *
 * <p>The folders are those of {@code storyreel.settings.dirs} and, before them, all that Camel K's operator mounts. It
 * makes those known to Camel alone, so a route would see a setting that nothing else does.
 */
@StaticInitSafe
public class MountedSettings implements ConfigSourceFactory {

    /** Over config/application.properties in the working directory (260), under the environment (300). */
    static final int ORDINAL = 270;

    /** Named in the environment, since it must be known before any file is read. */
    static final String DIRS = "storyreel.settings.dirs";

    /** What its operator tells in the environment. */
    private static final String CAMEL_K = "CAMEL_K_CONF_D";

    private static final List<String> PREFIXES = List.of("storyreel.", "quarkus.", "camel.", "otel.");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> settings = new TreeMap<>();
        // What can't be read is told by SettingsCheck, in one line.
        folders(name -> valueOf(context.getValue(name))).stream().flatMap(MountedSettings::filesIn)
                .filter(Files::isReadable).forEach(file -> read(file, settings));
        return settings.isEmpty() ? List.of()
                : List.of(new PropertiesConfigSource(settings, "mounted folders", ORDINAL));
    }

    /** The first folder or file of settings that can't be read, in one line. */
    static Optional<String> problem(UnaryOperator<String> values) {
        return paths(values.apply(DIRS)).stream().filter(folder -> !Files.isDirectory(folder))
                .map(folder -> DIRS + ": there is no folder " + folder).findFirst()
                .or(() -> folders(values).stream().flatMap(folder -> Stream.concat(Stream.of(folder), filesIn(folder)))
                        .filter(path -> !Files.isReadable(path))
                        .map(path -> DIRS + ": the mounted " + path + " can't be read").findFirst())
                .or(() -> folders(values).stream().flatMap(MountedSettings::filesIn)
                        .filter(path -> isPropertiesFile(path) && !isText(path))
                        .map(path -> DIRS + ": the mounted " + path + " is not UTF-8: save it as that").findFirst());
    }

    private static String valueOf(ConfigValue value) {
        return value == null ? null : value.getValue();
    }

    private static List<Path> folders(UnaryOperator<String> values) {
        return Stream.concat(
                paths(values.apply(CAMEL_K)).stream()
                        .flatMap(parent -> Stream.of("_configmaps", "_secrets").map(parent::resolve))
                        .flatMap(MountedSettings::list).filter(Files::isDirectory),
                paths(values.apply(DIRS)).stream()).toList();
    }

    private static List<Path> paths(String value) {
        return value == null ? List.of()
                : Stream.of(value.split(",")).map(String::strip).filter(path -> !path.isEmpty()).map(Path::of).toList();
    }

    private static Stream<Path> filesIn(Path folder) {
        return list(folder).filter(Files::isRegularFile).filter(MountedSettings::isSettings);
    }

    /** By name. Kubernetes keeps the files themselves in {@code ..data}, and links to them: they are seen once. */
    private static Stream<Path> list(Path folder) {
        if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder may hold a certificate or a picture too. */
    private static boolean isSettings(Path file) {
        String name = file.getFileName().toString();
        return isPropertiesFile(file) || PREFIXES.stream().anyMatch(name::startsWith);
    }

    private static boolean isPropertiesFile(Path file) {
        return file.toString().endsWith(".properties");
    }

    private static boolean isText(Path file) {
        try {
            Files.readString(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void read(Path file, Map<String, String> settings) {
        String name = String.valueOf(file.getFileName());
        try (Reader text = Files.newBufferedReader(file)) {
            if (isPropertiesFile(file)) {
                Properties properties = new Properties();
                properties.load(text);
                properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
            } else {
                // An editor or echo ends the file with a line break that nobody meant.
                settings.put(name, Files.readString(file).stripTrailing());
            }
        } catch (CharacterCodingException binary) {
            // A key store whose name begins as a setting's does is still none; of a properties file problem() tells.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
