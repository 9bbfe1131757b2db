package io.storyreel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the product is started.
 *
 * @param program   what follows the JVM's arguments: {@code -jar} and its runnable jar, or a class path and a class
 * @param directory where it runs; made if need be
 * @param httpPort  and {@code managementPort}: its ports
 * @param settings  properties by name, passed as environment variables
 * @param jvmArgs   such as {@code -Xmx96m}
 */
public record ProductLaunch(List<String> program, Path directory, int httpPort, int managementPort,
        Map<String, String> settings, List<String> jvmArgs) {

    public ProductLaunch {
        program = List.copyOf(program);
        settings = Map.copyOf(settings);
        jvmArgs = List.copyOf(jvmArgs);
    }

    /** The built app (the system property {@code storyreel.app} says where) on free ports, without any setting. */
    public static ProductLaunch in(Path directory) {
        Path app = Path.of(System.getProperty("storyreel.app", "target/quarkus-app/quarkus-run.jar"));
        return new ProductLaunch(jar(app), directory, FreePort.any(), FreePort.any(), Map.of(), List.of());
    }

    /** The same with more settings; a name that was there gets the new value. */
    public ProductLaunch with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.putAll(more);
        return new ProductLaunch(program, directory, httpPort, managementPort, all, jvmArgs);
    }

    /** The same with one more setting. */
    public ProductLaunch with(String property, String value) {
        return with(Map.of(property, value));
    }

    /** The same on other ports. */
    public ProductLaunch onPorts(int http, int management) {
        return new ProductLaunch(program, directory, http, management, settings, jvmArgs);
    }

    /** The same with other arguments for its JVM. */
    public ProductLaunch withJvmArgs(String... args) {
        return new ProductLaunch(program, directory, httpPort, managementPort, settings, List.of(args));
    }

    /** The same with another jar. */
    public ProductLaunch ofApp(Path other) {
        return ofProgram(jar(other));
    }

    /** The same by other words behind the arguments of the JVM, such as {@code -cp}, a class path and a class. */
    public ProductLaunch ofProgram(List<String> words) {
        return new ProductLaunch(words, directory, httpPort, managementPort, settings, jvmArgs);
    }

    /** The same in another working directory and with nothing but these settings. */
    public ProductLaunch movedTo(Path other, Map<String, String> only) {
        return new ProductLaunch(program, other, httpPort, managementPort, only, jvmArgs);
    }

    /** Where all it says is written. */
    public Path logFile() {
        return directory.resolve("storyreel.log");
    }

    Process run() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmArgs);
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
        Map<String, String> environment = builder.environment();
        // What the caller's shell happens to set must not change what is shown or tested.
        environment.keySet().removeIf(name -> name.startsWith("STORYREEL_") || name.startsWith("QUARKUS_")
                || name.startsWith("OTEL_"));
        settings.forEach((property, value) -> environment.put(variable(property), value));
        environment.put(variable("quarkus.http.port"), String.valueOf(httpPort));
        environment.put(variable("quarkus.management.port"), String.valueOf(managementPort));
        try {
            Files.createDirectories(directory);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> jar(Path app) {
        return List.of("-jar", app.toAbsolutePath().toString());
    }

    /** A property's environment variable, by MicroProfile Config's rule. */
    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
