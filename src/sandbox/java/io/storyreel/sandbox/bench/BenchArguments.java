package io.storyreel.sandbox.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the bench was asked for on the command line.
 *
 * @param stories    how many go through for the rate, 0 for none
 * @param channel    how the requests come and the results go
 * @param batch      how many requests a document holds
 * @param waiting    how many are to wait at the service while memory and idling are measured, 0 for none
 * @param latency    how many single stories are timed on an idle app, 0 for none
 * @param big        bytes of the one video that goes through a heap of 96 MiB, 0 for none
 * @param video      bytes of every other video
 * @param ready      how long the service takes for a story
 * @param poll       without webhooks
 * @param postgresql the ledger is a PostgreSQL server
 * @param replicas   how many processes share the work
 * @param inMemory   the store keeps its objects in memory instead of in files
 * @param nodeRelay  the relay is a process of Node, not a thread of the bench
 * @param quiet      how long the app is left alone before and while its idling is measured
 * @param patience   the longest any one part may take
 * @param relayOnly  without the product: what service and store alone can do
 * @param keep       the folder with logs, ledger and objects stays
 * @param jvmArgs    of the product's JVM
 * @param settings   of the product, beside those that connect it
 */
record BenchArguments(int stories, ChannelName channel, int batch, int waiting, int latency, long big, long video,
        Duration ready, boolean poll, boolean postgresql, int replicas, boolean inMemory, boolean nodeRelay,
        Duration quiet, Duration patience, boolean relayOnly, boolean keep, List<String> jvmArgs,
        Map<String, String> settings) {

    static final String USAGE = """
            usage: ./sandbox bench [--no-build] [options]
              --stories N      stories for the rate (2000; 0: none)
              --channel NAME   inbox, inbox-single, jms or kafka (inbox)
              --batch N        requests in a document (inbox: 500, else 1)
              --waiting N      measure with so many stories waiting at the service (0: no)
              --latency N      time so many single stories on an idle app (0: no)
              --big SIZE       time one video of that size through -Xmx96m, such as 2G (0: no)
              --video SIZE     size of every other video (16K)
              --ready TIME     how long the service takes for a story (50ms)
              --poll           without webhooks
              --postgresql     the ledger on a PostgreSQL server
              --replicas N     processes that share the work; more than 1 needs --postgresql (1)
              --store WHERE    the S3 server keeps objects as files or in memory (files)
              --relay KIND     java: a thread of the bench; node: a process of its own, if node is there (java)
              --quiet TIME     how long the app is left alone before idling is measured, and while it is (10s)
              --patience TIME  the longest any one part may take (15m)
              --jvm ARG        for the product's JVM, such as -Xmx256m; repeatable
              --set NAME=VALUE a setting of the product; repeatable
              --relay-only     without Storyreel: what service and store alone can do
              --keep           leave the folder with log, ledger and objects""";

    private static final Set<String> SWITCHES = Set.of("--poll", "--postgresql", "--relay-only", "--keep");

    private static final Map<String, String> DEFAULTS = Map.ofEntries(Map.entry("--stories", "2000"),
            Map.entry("--channel", "inbox"), Map.entry("--batch", "0"), Map.entry("--waiting", "0"),
            Map.entry("--latency", "0"), Map.entry("--big", "0"), Map.entry("--video", "16K"),
            Map.entry("--ready", "50ms"), Map.entry("--replicas", "1"), Map.entry("--store", "files"),
            Map.entry("--relay", "java"),
            Map.entry("--quiet", "10s"), Map.entry("--patience", "15m"));

    private static final Set<String> REPEATABLE = Set.of("--jvm", "--set");

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([KMG]?)");

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m)");

    BenchArguments {
        jvmArgs = List.copyOf(jvmArgs);
        settings = Map.copyOf(settings);
    }

    /** @throws IllegalArgumentException with what is wrong and how it is done right */
    static BenchArguments parse(String... args) {
        Map<String, String> given = new LinkedHashMap<>();
        List<String> jvmArgs = new ArrayList<>();
        Map<String, String> settings = new LinkedHashMap<>();
        for (int at = 0; at < args.length; at++) {
            String name = args[at];
            if (SWITCHES.contains(name)) {
                given.put(name, "");
                continue;
            }
            require(DEFAULTS.containsKey(name) || REPEATABLE.contains(name), name + " is none of the options");
            require(at + 1 < args.length, name + " needs a value");
            String value = args[++at];
            switch (name) {
                case "--jvm" -> jvmArgs.add(value);
                case "--set" -> {
                    require(value.indexOf('=') > 0, "--set " + value + " is no NAME=VALUE");
                    settings.put(value.substring(0, value.indexOf('=')), value.substring(value.indexOf('=') + 1));
                }
                default -> given.put(name, value);
            }
        }
        Reader reader = new Reader(given);
        ChannelName channel = ChannelName.of(reader.text("--channel"));
        int batch = reader.count("--batch");
        BenchArguments arguments = new BenchArguments(reader.count("--stories"), channel,
                batch > 0 ? batch : channel.usualBatch(), reader.count("--waiting"), reader.count("--latency"),
                reader.size("--big"), reader.size("--video"), reader.time("--ready"), given.containsKey("--poll"),
                given.containsKey("--postgresql"), reader.count("--replicas"),
                reader.oneOf("--store", "files", "memory").equals("memory"),
                reader.oneOf("--relay", "java", "node").equals("node"), reader.time("--quiet"),
                reader.time("--patience"), given.containsKey("--relay-only"), given.containsKey("--keep"), jvmArgs,
                settings);
        require(arguments.replicas() >= 1, "--replicas is at least 1");
        require(arguments.replicas() == 1 || arguments.postgresql(), "--replicas " + arguments.replicas()
                + " needs --postgresql: H2's file belongs to one process");
        return arguments;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise + "\n\n" + USAGE);
        }
    }

    /** Values by their options' names, with the defaults where nothing was given. */
    private record Reader(Map<String, String> given) {

        String text(String name) {
            return given.getOrDefault(name, DEFAULTS.get(name));
        }

        int count(String name) {
            require(text(name).matches("\\d{1,8}"), name + " " + text(name) + " is no whole number");
            return Integer.parseInt(text(name));
        }

        long size(String name) {
            Matcher size = SIZE.matcher(text(name));
            require(size.matches(), name + " " + text(name) + " is no size such as 16K, 10M or 2G");
            return Long.parseLong(size.group(1)) << switch (size.group(2)) {
                case "K" -> 10;
                case "M" -> 20;
                case "G" -> 30;
                default -> 0;
            };
        }

        Duration time(String name) {
            Matcher time = TIME.matcher(text(name));
            require(time.matches(), name + " " + text(name) + " is no time such as 50ms, 10s or 15m");
            long number = Long.parseLong(time.group(1));
            return switch (time.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                default -> Duration.ofMinutes(number);
            };
        }

        String oneOf(String name, String... values) {
            require(List.of(values).contains(text(name)), name + " is one of " + String.join(", ", values));
            return text(name);
        }
    }
}
