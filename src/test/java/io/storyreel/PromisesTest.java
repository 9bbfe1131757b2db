package io.storyreel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The table of promises in docs/architecture.md: what it says keeps a promise, and what proves it, must be there. */
class PromisesTest {

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    private static final Pattern TYPE = Pattern.compile("[A-Z]\\w+");

    private final Map<String, String> product = sources(Path.of("src/main/java"), ".java");

    private final Map<String, String> tests = sources(Path.of("src/test/java"), ".java");

    private final String everything = String.join("\n", product.values())
            + String.join("\n", sources(Path.of("routes"), ".yaml").values())
            + String.join("\n", sources(Path.of("src/main/resources"), "").values());

    @Test
    void whatKeepsAPromiseIsThere() throws IOException {
        List<String> missing = new ArrayList<>();
        for (List<String> promise : promises()) {
            String type = null;
            for (String keeper : quoted(promise.get(1))) {
                String first = keeper.replaceAll("\\..*", "");
                type = TYPE.matcher(first).matches() ? first : first.isEmpty() ? type : null;
                if (!isThere(type, keeper)) {
                    missing.add(keeper + ", of: " + promise.get(0));
                }
            }
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void whatProvesAPromiseIsThere() throws IOException {
        List<String> missing = new ArrayList<>();
        for (List<String> promise : promises()) {
            for (String test : quoted(promise.get(2))) {
                if (!tests.containsKey(test)) {
                    missing.add(test + ", of: " + promise.get(0));
                }
            }
        }

        assertThat(missing).isEmpty();
        assertThat(promises()).hasSizeGreaterThan(50);
    }

    /**
     * A type with a member of it, {@code .member} of the type named before, or else a word of the routes or the code.
     */
    private boolean isThere(String type, String keeper) {
        if (type == null) {
            return everything.contains(keeper);
        }
        String source = product.get(type);
        String member = keeper.contains(".") ? keeper.substring(keeper.indexOf('.') + 1) : null;
        return source == null ? everything.contains(keeper)
                : member == null || Pattern.compile("\\b" + member + "\\b").matcher(source).find();
    }

    private static List<List<String>> promises() throws IOException {
        String page = Files.readString(Path.of("docs/architecture.md"));
        String table = page.substring(page.indexOf("| promise | code that keeps it |"));
        return table.lines().skip(2).takeWhile(line -> line.startsWith("|"))
                .map(line -> Stream.of(line.substring(1).split("\\|")).map(String::strip).toList()).toList();
    }

    private static List<String> quoted(String cell) {
        return QUOTED.matcher(cell).results().map((MatchResult found) -> found.group(1)).toList();
    }

    private static Map<String, String> sources(Path root, String ending) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).filter(file -> file.toString().endsWith(ending))
                    .collect(Collectors.toMap(file -> file.getFileName().toString()
                    .replace(ending.isEmpty() ? " " : ending,
                            ""), PromisesTest::text, (one, other) -> one));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
