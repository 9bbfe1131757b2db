package io.storyreel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** What the pages tell people to type: docs/commands.md says of each command who has run it. */
class DocumentedCommandsTest {

    private static final Path INDEX = Path.of("docs/commands.md");

    private static final Set<String> FOLDERS = Set.of("docs", "examples", "k8s", "kamelets");

    private static final Pattern FENCE = Pattern.compile("\\s*```(\\w*)\\s*");

    /** A block that begins like this is one of commands, whether it says so or not. */
    private static final Pattern LIKE_A_COMMAND = Pattern.compile("\\s*(\\$ )?(\\./\\w+|\\.ci/run|aws|camel|cat|cd"
            + "|chmod|cp|curl|docker|echo|export|find|git|grep|helm|java|jq|keytool|kill|kubectl|ls|mkdir|mv|mvn"
            + "|node|npm|openssl|podman|psql|python3?|rm|sed|sh|tail|tar|unzip|vi)( .*)?");

    /** What a command asks Maven for: the class of a test, and where it says so which of its methods. */
    private static final Pattern ASKED_FOR = Pattern.compile("-D(?:it\\.)?test=(\\w+)(?:#([\\w*]+))?");

    private static final Pattern LISTED = Pattern.compile("- `([^`]+)`: (.+)");

    private static final Pattern RUNNER = Pattern.compile("`(\\w+(?:IT|Test))`");

    private static final Pattern BY_HAND = Pattern.compile("by hand, \\d{4}-\\d\\d-\\d\\d.*|not run here: .+");

    @Test
    void eachCommandOfAPageIsListedWithWhoRunsItAndNoOther() throws IOException {
        Set<String> commands = new TreeSet<>();
        for (Path page : pages()) {
            commands.addAll(commandsOf(page));
        }

        assertThat(listed().keySet()).isNotEmpty().containsExactlyInAnyOrderElementsOf(commands);
    }

    @Test
    void whoRunsACommandIsThere() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            tests = files.map(file -> file.getFileName().toString().replace(".java", "")).collect(Collectors.toSet());
        }

        assertThat(listed()).allSatisfy((command, who) -> {
            List<String> named = RUNNER.matcher(who).results().map(found -> found.group(1)).toList();
            assertThat(tests).as(command).containsAll(named);
            assertThat(!named.isEmpty() || who.contains("`.ci/run`") || BY_HAND.matcher(who).matches())
                    .as("%s: %s", command, who).isTrue();
        });
    }

    @Test
    void theTestThatACommandAsksForIsThere() throws IOException {
        List<MatchResult> asked = listed().keySet().stream()
                .flatMap(command -> ASKED_FOR.matcher(command).results()).toList();

        assertThat(asked).isNotEmpty();
        for (MatchResult test : asked) {
            List<Path> classes;
            try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
                classes = files.filter(file -> file.endsWith(test.group(1) + ".java")).toList();
            }
            assertThat(classes).as(test.group(1)).hasSize(1);
            if (test.group(2) != null) {
                assertThat(Files.readString(classes.get(0)))
                        .containsPattern("void " + test.group(2).replace("*", "\\w*") + "\\(");
            }
        }
    }

    @Test
    void aBlockOfCommandsSaysThatItIsOne() throws IOException {
        for (Path page : pages()) {
            List<String> lines = Files.readAllLines(page);
            boolean isInside = false;
            for (int i = 0; i < lines.size(); i++) {
                Matcher fence = FENCE.matcher(lines.get(i));
                if (fence.matches()) {
                    isInside = !isInside;
                    if (isInside && !fence.group(1).equals("sh")) {
                        assertThat(lines.get(i + 1)).as("%s, line %d, in a block without sh", page, i + 2)
                                .doesNotMatch(LIKE_A_COMMAND);
                    }
                }
            }
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(Path.of(""))) {
            top.filter(DocumentedCommandsTest::isPage).forEach(pages::add);
        }
        for (String folder : FOLDERS) {
            try (Stream<Path> below = Files.walk(Path.of(folder))) {
                below.filter(DocumentedCommandsTest::isPage).forEach(pages::add);
            }
        }
        assertThat(pages).hasSizeGreaterThan(15);
        return pages;
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(".md") && !file.equals(INDEX);
    }

    /** Those in blocks marked {@code sh}, each in one line and without the remark behind it. */
    private static List<String> commandsOf(Path page) throws IOException {
        List<String> commands = new ArrayList<>();
        boolean isInside = false;
        StringBuilder command = new StringBuilder();
        for (String line : Files.readAllLines(page)) {
            Matcher fence = FENCE.matcher(line);
            if (fence.matches()) {
                isInside = !isInside && fence.group(1).equals("sh");
            } else if (isInside && !line.isBlank() && !line.strip().startsWith("#")) {
                String said = line.strip().replaceAll("\\s{2,}#.*$", "");
                command.append(command.isEmpty() ? "" : " ").append(said.replaceAll("\\s*\\\\$", ""));
                if (!said.endsWith("\\")) {
                    commands.add(command.toString());
                    command.setLength(0);
                }
            }
        }
        return commands;
    }

    private static Map<String, String> listed() throws IOException {
        Map<String, String> listed = new LinkedHashMap<>();
        for (String line : Files.readAllLines(INDEX)) {
            Matcher found = LISTED.matcher(line);
            if (found.matches()) {
                assertThat(listed.put(found.group(1), found.group(2))).as("listed twice: %s", line).isNull();
            }
        }
        return listed;
    }
}
