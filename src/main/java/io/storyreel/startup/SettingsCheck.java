package io.storyreel.startup;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.storyreel.files.PrivateFiles;
import io.storyreel.ledger.database.LedgerCheck;
import io.storyreel.log.Secrets;
import io.storyreel.proxy.ProxyAddress;
import io.storyreel.s3.ObjectKey;
import io.storyreel.service.dialect.Dialects;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;
import io.storyreel.trace.TraceSettings;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Tells what is wrong with the settings, before anything is started: one line, which names the property. */
public final class SettingsCheck {

    private static final int SECRET_LENGTH = 32;

    /** The most that one PutObject takes: 5 GiB (S3 user guide, "Uploading objects"). */
    private static final long MAX_PUT_BYTES = 5L << 30;

    private static final Pattern BAD_VALUE = Pattern.compile("with the config value \"(.*?)\" threw");

    private static final Pattern PROPERTY = Pattern.compile("storyreel\\.[a-z0-9.-]+");

    private SettingsCheck() {
    }

    /** The first thing that is wrong, in one line, or empty where the app can start. Never shows a secret. */
    public static Optional<String> problem(SmallRyeConfig config) {
        return first(config).map(Secrets.in(config)::mask);
    }

    private static Optional<String> first(SmallRyeConfig config) {
        Optional<String> unreadable = MountedSettings.problem(config::getRawValue);
        if (unreadable.isPresent()) {
            // First of all: what could not be read would be missing below.
            return unreadable;
        }
        StoryreelSettings settings;
        try {
            settings = settings(config);
        } catch (ConfigValidationException e) {
            return Optional.of(readable(e.getProblem(0).getMessage()));
        } catch (RuntimeException e) {
            return Optional.of(readable(String.valueOf(e.getMessage())));
        }
        Optional<String> outOfBounds = SettingsBounds.problems(settings).stream().findFirst();
        if (outOfBounds.isPresent()) {
            return outOfBounds;
        }
        return rules(settings).entrySet().stream().filter(rule -> !rule.getValue().getAsBoolean())
                .map(Map.Entry::getKey).findFirst().or(() -> notYesNorNo(config)).or(() -> kind(config))
                .or(() -> keyTemplate(settings)).or(() -> TraceSettings.problem(config))
                .or(() -> PortCheck.problem(config)).or(() -> LedgerCheck.problem(settings.db()));
    }

    /** The settings as the app will have them, before it is started. Only where {@link #problem} finds none. */
    public static StoryreelSettings settings(SmallRyeConfig config) {
        List<ConfigSource> sources = new ArrayList<>();
        config.getConfigSources().forEach(sources::add);
        return new SmallRyeConfigBuilder().withMapping(StoryreelSettings.class).withSources(sources)
                .addDefaultInterceptors().addDiscoveredConverters().build().getConfigMapping(StoryreelSettings.class);
    }

    private static Map<String, BooleanSupplier> rules(StoryreelSettings s) {
        Map<String, BooleanSupplier> rules = new LinkedHashMap<>();
        rules.put("storyreel.api.dialect must be one of " + String.join(", ", Dialects.names()),
                () -> Dialects.names().contains(s.api().dialect()));
        rules.put("storyreel.http.proxy must be of the form http://host:port or http://user:password@host:port",
                () -> s.http().proxy().map(text -> ProxyAddress.parse(text).isPresent()).orElse(true));
        rules.put("storyreel.images.max-total must be at least storyreel.images.max-size",
                () -> s.images().maxTotal().asLongValue() >= s.images().maxSize().asLongValue());
        rules.put("storyreel.inbox.dir is not a folder that can be written",
                () -> !s.inbox().enabled() || isFolder(s.inbox().dir()));
        rules.put("storyreel.outbox.dir is not a folder that can be written", () -> isFolder(s.outbox().dir()));
        rules.put("storyreel.templates.dir is no folder", () -> !Files.exists(s.templates().dir())
                || Files.isDirectory(s.templates().dir()));
        rules.putAll(FolderRules.of(s));
        rules.put("storyreel.download.spool-dir is not a folder that can be written",
                () -> isPrivateFolder(s.download().spoolDir()));
        rules.put("storyreel.download.max-size must be more than 0 and at most 5G, what S3 takes in one PUT",
                () -> s.download().maxSize().asLongValue() > 0
                        && s.download().maxSize().asLongValue() <= MAX_PUT_BYTES);
        rules.put("storyreel.download.allowed-hosts names no host",
                () -> s.download().allowedHosts().stream().anyMatch(host -> !host.isBlank()));
        rules.put("storyreel.webhook.secret must be set, with at least " + SECRET_LENGTH
                + " characters, where storyreel.webhook.public-url is", () -> s.webhook().publicUrl().isEmpty()
                        || s.webhook().secret().filter(secret -> secret.length() >= SECRET_LENGTH).isPresent());
        rules.put("storyreel.s3.secret-key must be set where storyreel.s3.access-key is",
                () -> s.s3().accessKey().isEmpty() || s.s3().secretKey().isPresent());
        rules.put("storyreel.s3.access-key must be set where storyreel.s3.secret-key is",
                () -> s.s3().secretKey().isEmpty() || s.s3().accessKey().isPresent());
        rules.put("storyreel.db.url must start with jdbc:h2:file: where storyreel.db.kind is h2",
                () -> s.db().kind() != DbKind.H2 || s.db().url().matches("jdbc:h2:(file|mem):.*"));
        rules.put("storyreel.db.url must start with jdbc:postgresql: where storyreel.db.kind is postgresql",
                () -> s.db().kind() != DbKind.POSTGRESQL || s.db().url().startsWith("jdbc:postgresql:"));
        rules.putAll(StoreRules.of(s.s3()));
        rules.putAll(QueueRules.of(s));
        return rules;
    }

    /** The config library takes whatever it does not know for false. */
    private static Optional<String> notYesNorNo(SmallRyeConfig config) {
        return SettingsBounds.switches().stream().filter(name -> {
            String value = config.getRawValue(name);
            return value != null && !value.isBlank() && !value.strip().matches("(?i)true|false");
        }).map(name -> name + " must be true or false").findFirst();
    }

    /** What wakes a database compares letter by letter; the config library does not. */
    private static Optional<String> kind(SmallRyeConfig config) {
        return config.getOptionalValue("storyreel.db.kind", String.class)
                .filter(kind -> !kind.equals("h2") && !kind.equals("postgresql"))
                .map(kind -> "storyreel.db.kind must be h2 or postgresql, in small letters");
    }

    static boolean isHttp(URI address) {
        return address.getHost() != null
                && ("http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme()));
    }

    private static boolean isFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (java.io.IOException e) {
            return false;
        }
        return Files.isDirectory(folder) && Files.isWritable(folder);
    }

    private static boolean isPrivateFolder(Path folder) {
        try {
            PrivateFiles.makeFolder(folder);
        } catch (java.io.IOException e) {
            return false;
        }
        return isFolder(folder);
    }

    private static Optional<String> keyTemplate(StoryreelSettings settings) {
        return ObjectKey.problemsOf(settings.s3().keyTemplate()).stream().findFirst()
                .map(what -> "storyreel.s3.key-template " + what);
    }

    /** The config library's words, without its codes, in one line; the property it speaks of comes first. */
    private static String readable(String message) {
        String line = message.replaceAll("^[A-Z]{4,6}\\d{5}: ", "").replaceAll("\\s+", " ");
        Matcher property = PROPERTY.matcher(line);
        if (!property.find()) {
            return line;
        }
        String name = property.group().replaceAll("\\.$", "");
        Matcher bad = BAD_VALUE.matcher(line);
        if (bad.find()) {
            return name + ": the value \"" + bad.group(1) + "\" can't be read; docs/configuration.md tells its form";
        }
        return line.contains("is required") ? name + " is missing: set it in config/application.properties, as a "
                + "system property or as " + name.toUpperCase(java.util.Locale.ROOT).replaceAll("[^A-Z0-9]", "_")
                : name + ": " + line;
    }
}
