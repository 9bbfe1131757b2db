package io.storyreel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** README.md is read in one go, and leads to all there is. */
class FirstPageTest {

    private static final Path PAGE = Path.of("README.md");

    @Test
    void itLeadsToEachFolderThatHasAPageOfItsOwnAndToTheWayToTheNextVersion() throws IOException {
        List<String> pages;
        try (Stream<Path> folders = Files.list(Path.of(""))) {
            pages = folders.filter(folder -> !folder.getFileName().toString().matches("target|\\..*"))
                    .map(folder -> folder.resolve("README.md")).filter(Files::exists).map(Path::toString).toList();
        }

        assertThat(pages).contains("docs/README.md", "k8s/README.md");
        assertThat(Files.readString(PAGE)).contains("](docs/upgrading.md)").contains("](examples/pipes)")
                .contains(pages.stream().map(page -> "](" + page + ")").toList());
    }

    @Test
    void itIsReadInOneGo() throws IOException {
        assertThat(Files.readAllLines(PAGE)).hasSizeLessThanOrEqualTo(180);
    }
}
