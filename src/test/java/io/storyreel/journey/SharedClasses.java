package io.storyreel.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import io.storyreel.sandbox.ProductLaunch;
import io.storyreel.startup.Storyreel;

/**
 * The classes that the app loads at its start and for its first story, read once and mapped by every journey after that
 * (JEP 350). A start takes less than half the CPU, and there are hundreds of them.
 *
 * <p>The JVM keeps classes of its own class path only, and {@code quarkus-run.jar} has a loader of its own for all but
 * a few. So the journeys start the same jars in the same order from one more jar, whose manifest names them. The
 * commands (CheckIT, StatusCommandIT), the sandbox, Camel K's pods, the bench and the soak start what users start.
 */
final class SharedClasses {

    private static final Path APP = Path.of(System.getProperty("storyreel.app", "target/quarkus-app/quarkus-run.jar"));

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private static final Path FLAT = TARGET.resolve("journeys.jar");

    private static final Path ARCHIVE = TARGET.resolve("journeys.jsa");

    /** As quarkus-run.jar looks for classes. */
    private static final List<String> CLASS_PATH = List.of("quarkus/transformed-bytecode.jar",
            "quarkus/generated-bytecode.jar", "app", "lib/boot", "lib/main");

    /** Writing it takes a while on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static boolean isPrepared;

    private SharedClasses() {
    }

    /** The argument of a {@link AppPlan#SHORT_LIVED} JVM; the first caller waits until the archive is made. */
    static String argument() {
        prepare();
        return "-XX:SharedArchiveFile=" + ARCHIVE;
    }

    /** The same start from the jar whose classes are shared. */
    static ProductLaunch of(ProductLaunch launch) {
        prepare();
        List<String> jvmArgs = new ArrayList<>(launch.jvmArgs());
        // Which quarkus-run.jar sets by itself.
        jvmArgs.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        return launch.ofApp(FLAT).withJvmArgs(jvmArgs.toArray(String[]::new));
    }

    private static synchronized void prepare() {
        if (!isPrepared) {
            // Before, since what makes the archive starts an app, too.
            isPrepared = true;
            makeUnlessThere();
        }
    }

    /** The forks of one build share it. */
    private static void makeUnlessThere() {
        try (FileChannel lock = FileChannel.open(TARGET.resolve("journeys.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            lock.lock();
            if (!Files.exists(ARCHIVE) || Files.getLastModifiedTime(ARCHIVE)
                    .compareTo(Files.getLastModifiedTime(APP)) < 0) {
                writeJar();
                makeArchive();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeJar() throws IOException {
        Manifest manifest;
        try (JarFile app = new JarFile(APP.toFile())) {
            manifest = new Manifest(app.getManifest());
        }
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MAIN_CLASS, Storyreel.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, classPath());
        new JarOutputStream(Files.newOutputStream(FLAT), manifest).close();
    }

    private static String classPath() throws IOException {
        Path folder = APP.toAbsolutePath().getParent();
        List<String> jars = new ArrayList<>();
        for (String part : CLASS_PATH) {
            try (Stream<Path> files = Files.walk(folder.resolve(part))) {
                files.filter(file -> file.toString().endsWith(".jar")).sorted()
                        .forEach(file -> jars.add(TARGET.relativize(file).toString()));
            }
        }
        return String.join(" ", jars);
    }

    private static void makeArchive() throws IOException {
        Path begun = TARGET.resolve("journeys.jsa.new");
        Files.deleteIfExists(begun);
        List<String> recording = Stream.concat(AppPlan.SHORT_LIVED.stream(),
                Stream.of("-XX:ArchiveClassesAtExit=" + begun)).toList();
        try (AppFixture app = AppPlan.usual(recording).with("storyreel.api.response-timeout", "60s")
                .app().open()) {
            Request request = Request.of("shared-classes");
            app.drop(request);
            app.delivered(request);
            // It is written at a stop in good order only.
            app.product().stop(PATIENCE);
        }
        Files.move(begun, ARCHIVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
