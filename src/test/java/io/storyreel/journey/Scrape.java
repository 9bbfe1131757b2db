package io.storyreel.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.storyreel.sandbox.ProductProcess;

/** What a running Storyreel tells Prometheus, at one moment. */
final class Scrape {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+)");

    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Map<String, Map<Map<String, String>, Double>> samples = new LinkedHashMap<>();

    private Scrape(String text) {
        text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            if (!sample.matches()) {
                throw new AssertionError("no sample: " + line);
            }
            samples.computeIfAbsent(sample.group(1), name -> new LinkedHashMap<>())
                    .put(labels(sample.group(2)), number(sample.group(3)));
        });
    }

    static Scrape of(ProductProcess product) {
        try {
            return new Scrape(product.get(product.managementUrl().resolve("/q/metrics")).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text == null ? "" : text);
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        return labels;
    }

    private static double number(String text) {
        return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    /** The names that begin so. */
    Set<String> names(String prefix) {
        return samples.keySet().stream().filter(name -> name.startsWith(prefix))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The value of the one sample that has these labels: {@code name, value, name, value..}, and no others. */
    double value(String name, String... labels) {
        Map<String, String> wanted = pairs(labels);
        Double value = samples.getOrDefault(name, Map.of()).get(wanted);
        if (value == null) {
            throw new AssertionError("there is no " + name + wanted + " among " + samples.get(name));
        }
        return value;
    }

    /** The sum of the samples that have these labels, and perhaps others. */
    double sum(String name, String... labels) {
        return samples.getOrDefault(name, Map.of()).entrySet().stream()
                .filter(sample -> sample.getKey().entrySet().containsAll(pairs(labels).entrySet()))
                .mapToDouble(Map.Entry::getValue).sum();
    }

    /** The values that a label has. */
    Set<String> values(String name, String label) {
        return samples.getOrDefault(name, Map.of()).keySet().stream().map(labels -> labels.get(label))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The samples of that name. */
    Map<Map<String, String>, Double> all(String name) {
        return samples.getOrDefault(name, Map.of());
    }

    private static Map<String, String> pairs(String... labels) {
        Map<String, String> pairs = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            pairs.put(labels[i], labels[i + 1]);
        }
        return pairs;
    }
}
