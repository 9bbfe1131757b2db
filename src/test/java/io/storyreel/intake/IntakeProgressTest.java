package io.storyreel.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.storyreel.images.ImageSource;
import io.storyreel.images.MonitoredImages;
import io.storyreel.images.OpenImage;
import io.storyreel.ledger.MovableClock;
import org.junit.jupiter.api.Test;

class IntakeProgressTest {

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T12:00:00Z"));

    private final IntakeProgress moves = new IntakeProgress(clock);

    @Test
    void aChannelWithNothingInFlightStandsNotStill() {
        moves.takes("jms");
        moves.hasTaken("jms");
        clock.advance(Duration.ofMinutes(5));

        assertThat(moves.idle()).isEmpty();
    }

    @Test
    void aChannelThatHasBeenStoppedStandsNotStill() {
        moves.takes("jms");
        moves.stops("jms");
        moves.hasTaken("jms");
        clock.advance(Duration.ofMinutes(5));

        assertThat(moves.idle()).isEmpty();
    }

    @Test
    void ofSeveralMessagesItIsEnoughThatOneMoves() {
        moves.takes("jms");
        moves.takes("jms");
        clock.advance(Duration.ofMinutes(5));
        moves.hasTaken("jms");
        moves.takes("jms");
        clock.advance(Duration.ofSeconds(10));

        assertThat(moves.idle()).containsExactly(Map.entry("jms", Duration.ofSeconds(10)));
    }

    @Test
    void imagesThatAreReadAreMovesAndSuchThatDoNotComeAreNone() throws Exception {
        moves.takes("sqs");
        clock.advance(Duration.ofMinutes(5));
        AtomicInteger stirred = new AtomicInteger();
        ImageSource images = new MonitoredImages(
                name -> new OpenImage(3, new ByteArrayInputStream(new byte[3])), () -> {
                    stirred.incrementAndGet();
                    moves.hasRead();
                });

        try (OpenImage image = images.open("s3://a/b.png")) {
            assertThat(image.bytes().readAllBytes()).hasSize(3);
        }

        assertThat(stirred.get()).isGreaterThan(1);
        assertThat(moves.idle()).containsEntry("sqs", Duration.ZERO);
    }
}
