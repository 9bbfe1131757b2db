package io.storyreel.journey.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import io.storyreel.fault.OutOfMemoryExit;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.Test;

/** Memory that runs out, here over a document that was let in although it does not fit. */
class MemoryIT {

    @Test
    void endsTheProcessWithOneLineAndWhatWasThereIsStillThere() throws Exception {
        try (AppFixture app = AppPlan.usual().with("storyreel.inbox.max-size", "300M").open()) {
            Path file = app.product().directory().resolve("huge.json");
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(200L << 20);
            }
            Path dropped = Files.move(file, app.inbox().resolve("huge.json"), StandardCopyOption.ATOMIC_MOVE);

            int exitCode = app.product().awaitExit(AppFixture.PATIENCE);

            assertThat(exitCode).as(app.product().logTail(20)).isEqualTo(OutOfMemoryExit.EXIT_CODE);
            assertThat(app.product().log()).containsOnlyOnce("memory has run out").doesNotContain("\tat ");
            assertThat(dropped).exists();
            // As an orchestrator would, once it was taken away or there is more memory.
            Files.delete(dropped);
            Request next = Request.of("after-the-end");
            app.product().restart().awaitReady(AppFixture.PATIENCE);
            app.drop(next);
            app.delivered(next);
        }
    }
}
