package io.storyreel.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of {@code k8s/} that holds an object, by itself. Needs no kubectl. */
class ManifestFilesTest {

    static List<Path> files() {
        return ManifestFiles.ofWholeObjects();
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileHasNoUnknownFieldAndNoWrongType(Path file) {
        assertThat(Manifest.in(file)).allSatisfy(object -> assertThat(Kinds.problemsOf(object)).isEmpty());
    }
}
