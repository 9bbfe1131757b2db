package io.storyreel.startup;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.storyreel.settings.Bounds;
import io.storyreel.settings.StoryreelSettings;

/** Reads the {@link Bounds} beside the settings. */
final class SettingsBounds {

    private static final String PREFIX = "storyreel";

    private SettingsBounds() {
    }

    /** What is out of bounds, each in words that begin with the property. */
    static List<String> problems(StoryreelSettings settings) {
        List<String> problems = new ArrayList<>();
        for (Method group : settings(StoryreelSettings.class)) {
            Object values = value(group, settings);
            for (Method setting : settings(group.getReturnType())) {
                for (Annotation bound : setting.getAnnotations()) {
                    check(property(group, setting), value(setting, values), bound, problems);
                }
            }
        }
        return problems;
    }

    /** The properties that are true or false. */
    static List<String> switches() {
        List<String> switches = new ArrayList<>();
        for (Method group : settings(StoryreelSettings.class)) {
            settings(group.getReturnType()).stream().filter(setting -> setting.getReturnType() == boolean.class)
                    .forEach(setting -> switches.add(property(group, setting)));
        }
        return switches;
    }

    private static void check(String property, Object value, Annotation bound, List<String> problems) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(given -> check(property, given, bound, problems));
        } else if (value instanceof Map<?, ?> all) {
            all.forEach((key, one) -> check(property + ".\"" + key + "\"", one, bound, problems));
        } else {
            words(bound, value).ifPresent(words -> problems.add(property + " " + words));
        }
    }

    private static Optional<String> words(Annotation bound, Object value) {
        if (bound instanceof Bounds.Range range) {
            long number = ((Number) value).longValue();
            return said(number >= range.from() && number <= range.to(),
                    "must be from " + range.from() + " to " + range.to());
        }
        if (bound instanceof Bounds.Positive) {
            return said(sign(value) > 0, "must be more than 0");
        }
        if (bound instanceof Bounds.NotNegative least) {
            return said(sign(value) >= 0, value instanceof Duration ? "must not be negative"
                    : "must be 0" + (least.zero().isEmpty() ? "" : " (" + least.zero() + ")") + " or more");
        }
        if (bound instanceof Bounds.Filled filled) {
            return said(!((String) value).isBlank(),
                    "is blank" + (filled.hint().isEmpty() ? "" : ": " + filled.hint()));
        }
        if (bound instanceof Bounds.WebAddress) {
            return said(SettingsCheck.isHttp((URI) value), "must be an http or https address");
        }
        return Optional.empty();
    }

    private static Optional<String> said(boolean holds, String words) {
        return holds ? Optional.empty() : Optional.of(words);
    }

    private static int sign(Object value) {
        if (value instanceof Duration duration) {
            return duration.isNegative() ? -1 : duration.isZero() ? 0 : 1;
        }
        return value instanceof MemorySize size ? Long.signum(size.asLongValue())
                : new BigDecimal(value.toString()).signum();
    }

    private static List<Method> settings(Class<?> group) {
        return Arrays.stream(group.getMethods()).sorted(Comparator.comparing(Method::getName)).toList();
    }

    private static Object value(Method setting, Object group) {
        try {
            return setting.invoke(group);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a setting can be read: " + setting, e);
        }
    }

    /** As the config library spells it. */
    private static String property(Method group, Method setting) {
        return PREFIX + "." + kebab(group) + "." + kebab(setting);
    }

    private static String kebab(Method named) {
        return named.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
