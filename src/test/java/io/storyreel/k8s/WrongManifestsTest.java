package io.storyreel.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is deliberately wrong is found. Each file's first line names the field that must be complained of. */
class WrongManifestsTest {

    private static final Path WRONG = Path.of("src/test/resources/k8s/wrong");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(WRONG)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void theMistakeIsNamed(Path file) throws IOException {
        String field = Files.readAllLines(file).get(0).replaceFirst("^# wrong: ", "");

        List<String> problems = Manifest.in(file).stream().map(Kinds::problemsOf).flatMap(List::stream).toList();

        assertThat(problems).hasSize(1).first().asString().contains(field);
    }

    @Test
    void anObjectOfAKindThatNobodyKnowsIsWrong() {
        assertThat(Kinds.problemsOf(Manifest.of("{apiVersion: apps/v1beta1, kind: Deployment}").get(0))).hasSize(1);
    }
}
