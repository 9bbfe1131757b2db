package io.storyreel.k8s;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code kubectl kustomize}, as whoever deploys runs it. */
final class Kustomize {

    static final String MISSING = "kubectl is not on the PATH, so the overlays are not built";

    private Kustomize() {
    }

    static boolean isThere() {
        return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    }

    /** The objects of a kustomization. */
    static List<Manifest> build(Path kustomization) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("kustomize", ".log");
        try {
            Process kubectl = new ProcessBuilder("kubectl", "kustomize", kustomization.toString())
                    .redirectError(errors.toFile()).start();
            String built = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (kubectl.waitFor() != 0) {
                throw new IllegalStateException("kubectl kustomize " + kustomization + ": " + Files.readString(errors));
            }
            return Manifest.of(built);
        } finally {
            Files.delete(errors);
        }
    }
}
