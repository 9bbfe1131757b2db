package io.storyreel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DroppedRequestTest {

    @TempDir
    Path inbox;

    @Test
    void anExampleArrivesWholeAndUnderAnIdOfItsOwn() throws Exception {
        DroppedRequest dropped = DroppedRequest.drop(Path.of("examples/hello-story.json"), inbox);

        assertThat(dropped.requestId()).startsWith("hello-story-");
        assertThat(dropped.title()).isEqualTo("The paper boat");
        try (Stream<Path> files = Files.list(inbox)) {
            assertThat(files).containsExactly(inbox.resolve(dropped.requestId() + ".json"));
        }
        assertThat(Files.readString(inbox.resolve(dropped.requestId() + ".json")))
                .contains("\"request_id\" : \"" + dropped.requestId() + "\"");
    }
}
