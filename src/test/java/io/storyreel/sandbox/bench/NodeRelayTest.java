package io.storyreel.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.storyreel.sandbox.bench.bed.Requests;
import io.storyreel.sandbox.bench.bed.TestBed;
import org.junit.jupiter.api.Test;

class NodeRelayTest {

    @Test
    void whatTheRelayOfNodeBringsIsPaidForOnceAndWhole() {
        assumeTrue(Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node"))), "node is not installed");
        List<String> names = Requests.names("story", 5);
        try (TestBed stand = TestBed.open(Optional.empty(), 200_000, Optional.of(Duration.ofMillis(1)), true)) {
            stand.relay().run(names.subList(0, 3), Duration.ofSeconds(60));
            stand.relay().run(names.subList(3, 5), Duration.ofSeconds(60));

            assertThat(new Audit(stand).videos(names, stand.host().stories("story")).problems()).isEmpty();
            assertThat(stand.calls()).containsEntry("paid", 5L).containsEntry("S3 PUT", 5L);
        }
    }
}
