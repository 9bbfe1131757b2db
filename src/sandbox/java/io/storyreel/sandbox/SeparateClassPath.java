package io.storyreel.sandbox;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The test class path over again, with the jars of {@code target/local-s3-lib} before all others and nothing shared
 * with this JVM's classes but the JDK.
 */
final class SeparateClassPath {

    private SeparateClassPath() {
    }

    static URLClassLoader open() {
        List<Path> entries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                // The platform's log manager must be the JVM's own, which it cannot be in here.
                .filter(entry -> !entry.getFileName().toString().startsWith("slf4j-jboss-logmanager"))
                .toList();
        List<Path> all = new ArrayList<>(jarsBeside(entries));
        all.addAll(entries);
        URL[] urls = all.stream().map(SeparateClassPath::url).toArray(URL[]::new);
        return new URLClassLoader("local-s3", urls, ClassLoader.getPlatformClassLoader());
    }

    private static List<Path> jarsBeside(List<Path> entries) {
        Path folder = entries.stream()
                .filter(entry -> entry.endsWith("test-classes"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("target/test-classes is not on the class path"))
                .toAbsolutePath()
                .resolveSibling("local-s3-lib");
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Run Maven once: it fetches what belongs in " + folder, e);
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
