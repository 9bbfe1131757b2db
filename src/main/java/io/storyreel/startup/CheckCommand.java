package io.storyreel.startup;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.storyreel.request.Expansion;
import io.storyreel.request.RowFiles;
import io.storyreel.service.dialect.Dialects;
import io.storyreel.settings.StoryreelSettings;

/**
 * {@code --check FILE...}: what would become of request files in the inbox and what they would cost, without ledger,
 * network or key. Nothing is started, moved or written.
 */
public final class CheckCommand {

    private static final String USAGE = "usage: java -jar quarkus-run.jar --check FILE...";

    /** Behind every source a user may have, whose key wins. */
    private static final int LAST = -1000;

    private CheckCommand() {
    }

    /**
     * Checks the files by the settings of that config and prints a table.
     *
     * @param templates how requests that name a template become whole, by the settings
     * @param rows how files of many requests are read
     * @return the exit code: 0 where all of them would be taken up, else 1
     */
    public static int run(SmallRyeConfig config, List<String> files,
            Function<StoryreelSettings, Expansion> templates, Function<StoryreelSettings, RowFiles> rows,
            PrintStream out, PrintStream err) {
        if (files.isEmpty()) {
            err.println(USAGE);
            return 1;
        }
        StoryreelSettings settings;
        try {
            settings = SettingsCheck.settings(withoutKey(config));
        } catch (RuntimeException e) {
            err.println("storyreel cannot check: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
            return 1;
        }
        if (!Dialects.names().contains(settings.api().dialect())) {
            err.println("storyreel cannot check: storyreel.api.dialect must be one of "
                    + String.join(", ", Dialects.names()));
            return 1;
        }
        FileCheck check = new FileCheck(settings, templates.apply(settings), rows.apply(settings));
        CheckTable table = new CheckTable();
        Predicate<String> isGood = file -> check.check(Path.of(file), table);
        // All of them are looked at, also behind a bad one.
        long bad = files.stream().filter(isGood.negate()).count();
        table.print(out);
        return bad == 0 ? 0 : 1;
    }

    /** The one setting that has no default; nothing here needs it. */
    private static SmallRyeConfig withoutKey(SmallRyeConfig config) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters();
        config.getConfigSources().forEach(source -> builder.withSources(source));
        return builder.withSources(new PropertiesConfigSource(Map.of("storyreel.api.key", "none"), "no key",
                LAST)).build();
    }
}
