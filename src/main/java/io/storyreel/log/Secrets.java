package io.storyreel.log;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.eclipse.microprofile.config.Config;

/**
 * What must never be shown: the values of all settings that are secret by their names, and the passwords within others,
 * such as addresses of databases and brokers. The wire logs that would show them are off; this holds whatever a user
 * switches on.
 */
public final class Secrets {

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(password|passwd|secret|token|api[._-]key|jaas).*");

    /** A setting {@code storyreel.api.key} is {@code STORYREEL_API_KEY} in the environment. */
    private static final Pattern OURS = Pattern.compile("(?i)(storyreel|quarkus|camel|aws|otel)[._].*");

    /** {@code OTEL_EXPORTER_OTLP_HEADERS} and its like: {@code name=value,..}, with a collector's key among them. */
    private static final Pattern HEADERS = Pattern.compile("(?i)otel[._].*headers");

    /**
     * {@code ?password=x}, {@code ;PASSWORD=x}, {@code password="x";}. What has no quotes goes on to the next
     * {@code &}, {@code ;} or space, or to the next address of a list: a comma or a bracket may be a password's own.
     */
    private static final Pattern WITHIN = Pattern.compile("(?i)((?:password|passwd|pwd|secret|secretkey)\\s*=\\s*)"
            + "(?:\"((?:[^\"\\\\]|\\\\.)+)|(?:\\\\\")?([^\\s\"&;]+?)"
            + "(?=[,)]*(?:[\\s&;]|\\\\?\"|$)|,[a-z][a-z0-9+.-]*://))");

    /**
     * {@code //user:password@host}, to the last {@code @} before the next address, for what is written by hand is not
     * encoded: a path that has one is shown too short rather than a password in parts.
     */
    private static final Pattern USER_INFO = Pattern.compile(
            "(//[^/:\\s?#]{0,200}:)((?:(?!://)[^\\s?#]){1,500})(?=@)");

    /** Before it a password may end where the pattern above saw none of it end. */
    private static final Pattern PERHAPS_ITS_END = Pattern.compile("[,)/@]");

    /** What is shorter stands in every other line, and is no secret. */
    private static final int SHORTEST = 5;

    /** Switches, and the embedded ledger's password where none is set: access to its file is what protects it. */
    private static final Set<String> NO_SECRETS = Set.of("storyreel", "false");

    private static final String MASK = "***";

    private final List<String> values;

    Secrets(List<String> values) {
        // The longest first: one may begin with another.
        this.values = values.stream().filter(value -> value.length() >= SHORTEST && !NO_SECRETS.contains(value))
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed()).toList();
    }

    /** Those among the settings. */
    public static Secrets in(Config config) {
        Set<String> values = new TreeSet<>();
        StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> OURS.matcher(name).matches())
                .forEach(name -> value(config, name).ifPresent(value -> {
                    if (SECRET_NAME.matcher(name).matches()) {
                        values.add(value.strip());
                    }
                    if (HEADERS.matcher(name).matches()) {
                        headers(value).forEach(values::add);
                    }
                    passwordsWithin(value).forEach(password -> {
                        values.add(password);
                        values.add(PERHAPS_ITS_END.split(password, 2)[0]);
                    });
                }));
        return new Secrets(List.copyOf(values));
    }

    private static Stream<String> headers(String value) {
        return Stream.of(value.split(",")).filter(header -> header.indexOf('=') >= 0)
                .map(header -> header.substring(header.indexOf('=') + 1).strip())
                .flatMap(told -> Stream.of(told, told.replace("%20", " ").replaceFirst("^(?i)bearer\\s+", "")));
    }

    private static Stream<String> passwordsWithin(String value) {
        return Stream.concat(
                WITHIN.matcher(value).results().map(found -> found.group(2) == null ? found.group(3) : found.group(2)),
                USER_INFO.matcher(value).results().map(found -> found.group(2)));
    }

    private static Optional<String> value(Config config, String name) {
        try {
            return config.getOptionalValue(name, String.class);
        } catch (RuntimeException e) {
            // An expression that leads nowhere: whoever needs it will say so.
            return Optional.empty();
        }
    }

    /** The text without them; the same object where it had none. */
    public String mask(String text) {
        if (text == null) {
            return null;
        }
        String masked = text;
        for (String value : values) {
            masked = masked.replace(value, MASK);
        }
        return withoutPasswords(masked);
    }

    /** Without what stands where passwords stand in addresses, whosesoever they are. */
    public static String withoutPasswords(String text) {
        String masked = text.indexOf('=') < 0 ? text : replace(text, WITHIN);
        return masked.indexOf('@') < 0 ? masked : replace(masked, USER_INFO);
    }

    private static String replace(String text, Pattern pattern) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.replaceAll("$1***") : text;
    }
}
