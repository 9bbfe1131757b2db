package io.storyreel.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of {@code k8s/} as they are, before kustomize. */
final class ManifestFiles {

    static final Path ROOT = Path.of("k8s");

    private ManifestFiles() {
    }

    /** What is deployed. */
    static List<Path> overlays() {
        try (Stream<Path> folders = Files.list(ROOT.resolve("overlays"))) {
            return folders.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files of whole objects: no kustomizations, and no patches, which have no spec of their own kind or are lists. */
    static List<Path> ofWholeObjects() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).filter(ManifestFiles::isWhole).sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The only object of a file. */
    static Manifest read(String file) {
        return Manifest.in(ROOT.resolve(file)).get(0);
    }

    private static boolean isWhole(Path file) {
        return !file.getFileName().toString().equals("kustomization.yaml")
                && Manifest.in(file).stream().allMatch(object -> object.tree().has("kind"))
                && !Manifest.in(file).isEmpty() && !file.endsWith("single-replica/deployment.yaml");
    }
}
