package io.storyreel.ledger.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.storyreel.text.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was released is never edited: ledgers are there that were made by it. A change is a migration more, and a line
 * more in {@code src/test/resources/ledgers/migrations.sha256}.
 */
class MigrationsTest {

    private static final Path RELEASED = Path.of("src/test/resources/ledgers/migrations.sha256");

    private static final Pattern NAME = Pattern.compile("V(\\d+)__\\w+\\.sql");

    @Test
    void eachMigrationIsAsItWasReleased() throws Exception {
        Map<String, String> there = new HashMap<>();
        for (Path file : migrations()) {
            there.put(file.toString().replace('\\', '/'), Sha256.of(Files.readString(file)));
        }

        assertThat(there).isEqualTo(Files.readAllLines(RELEASED).stream().map(line -> line.split(" +", 2))
                .collect(Collectors.toMap(line -> line[1], line -> line[0])));
    }

    /** What is the one's alone has a number that the other has, too (decision 0008). */
    @ParameterizedTest
    @ValueSource(strings = {"migration-h2", "migration-postgresql"})
    void theNumbersOfADatabaseHaveNoGapAndNoneComesTwice(String its) throws Exception {
        List<Integer> numbers = migrations().stream()
                .filter(file -> List.of("migration", its).contains(file.getParent().getFileName().toString()))
                .map(file -> {
                    Matcher name = NAME.matcher(file.getFileName().toString());
                    assertThat(name.matches()).as(file.toString()).isTrue();
                    return Integer.valueOf(name.group(1));
                }).sorted().toList();

        assertThat(numbers).isEqualTo(Stream.iterate(1, number -> number + 1).limit(numbers.size()).toList());
    }

    private static List<Path> migrations() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/db"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
