package io.storyreel.log;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import org.eclipse.microprofile.config.Config;

/**
 * What must never be shown: the values of all settings that are secret by their names, and the passwords within others,
 * such as addresses of databases and brokers. The wire logs that would show them are off; this holds whatever a user
 * switches on.
 */
public final class Secrets {

    private static final Pattern SECRET_NAME = Pattern.compile("(?i).*(password|passwd|secret|token|api[._-]key|jaas).*");

    /** A setting {@code storyreel.api.key} is {@code STORYREEL_API_KEY} in the environment. */
    private static final Pattern OURS = Pattern.compile("(?i)(storyreel|quarkus|camel|aws)[._].*");

    /** {@code ?password=x}, {@code ;PASSWORD=x}, {@code password="x";}. */
    private static final Pattern WITHIN = Pattern.compile("(?i)((?:password|passwd|pwd|secret|secretkey)\\s*=\\s*\"?)"
            + "([^\\s\"&;,)]+)");

    /** {@code //user:password@host}. */
    private static final Pattern USER_INFO = Pattern.compile("(//[^/@:\\s?#]{0,200}:)([^/@\\s?#]{1,200})(?=@)");

    /** What is shorter stands in every other line, and is no secret. */
    private static final int SHORTEST = 5;

    /** Switches, and the embedded ledger's password where none is set: access to its file is what protects it. */
    private static final Set<String> NO_SECRETS = Set.of("storyreel", "false");

    private static final String MASK = "***";

    private final List<String> values;

    Secrets(List<String> values) {
        // The longest first: one may begin with another.
        this.values = values.stream().filter(value -> value.length() >= SHORTEST && !NO_SECRETS.contains(value)).distinct()
                .sorted(Comparator.comparing(String::length).reversed()).toList();
    }

    /** Those among the settings. */
    public static Secrets in(Config config) {
        Set<String> values = new TreeSet<>();
        StreamSupport.stream(config.getPropertyNames().spliterator(), false).filter(name -> OURS.matcher(name).matches())
                .forEach(name -> value(config, name).ifPresent(value -> {
                    if (SECRET_NAME.matcher(name).matches()) {
                        values.add(value.strip());
                    }
                    List.of(WITHIN, USER_INFO).forEach(pattern -> pattern.matcher(value).results()
                            .forEach(found -> values.add(found.group(2))));
                }));
        return new Secrets(List.copyOf(values));
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
