package io.storyreel.journey;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import io.storyreel.fault.MemoryRanOut;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Memory that runs out, here over a document that was let in although it does not fit. */
class MemoryIT {

    @Test
    void endsTheProcessWithOneLineAndWhatWasThereIsStillThere() throws Exception {
        try (House house = HousePlan.usual().with("storyreel.inbox.max-size", "300M").open()) {
            Path file = house.product().directory().resolve("huge.json");
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(200L << 20);
            }
            Path dropped = Files.move(file, house.inbox().resolve("huge.json"), StandardCopyOption.ATOMIC_MOVE);

            int exitCode = house.product().awaitExit(House.PATIENCE);

            assertThat(exitCode).as(house.product().logTail(20)).isEqualTo(MemoryRanOut.EXIT_CODE);
            assertThat(house.product().log()).containsOnlyOnce("memory has run out").doesNotContain("\tat ");
            assertThat(dropped).exists();
            // As an orchestrator would, once it was taken away or there is more memory.
            Files.delete(dropped);
            Request next = Request.of("after-the-end");
            house.product().restart().awaitReady(House.PATIENCE);
            house.drop(next);
            house.delivered(next);
        }
    }
}
