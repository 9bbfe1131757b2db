package io.storyreel.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.storyreel.sandbox.SandboxSettings;
import io.storyreel.sandbox.bench.bed.Requests;
import io.storyreel.sandbox.bench.bed.TestBed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** The relay against the service and the store of the bench, and whether the bench would notice what goes wrong. */
class AuditTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final List<String> NAMES = Requests.names("story", 5);

    private final TestBed stand = TestBed.open(Optional.empty(), 200_000, Optional.of(Duration.ofMillis(1)),
            false);

    @AfterEach
    void close() {
        stand.close();
    }

    @Test
    void whatTheRelayBringsIsPaidForOnceAndWhole() {
        stand.relay().run(NAMES, PATIENCE);

        assertThat(problems()).isEmpty();
        assertThat(stand.objects().videos("story")).hasSize(5)
                .allSatisfy(stored -> assertThat(head(stored.key())).isEqualTo(200_000));
        assertThat(stand.calls()).containsEntry("paid", 5L).containsEntry("look", 5L).containsEntry("download", 5L)
                .containsEntry("S3 PUT", 5L);
        assertThat(Latencies.of(stand.host().stories("story"), stand.objects()).millis(50)).isPositive();
    }

    @Test
    void aSecondPaymentIsFound() {
        stand.relay().run(NAMES, PATIENCE);
        stand.relay().run(List.of("story-000003"), PATIENCE);

        assertThat(problems()).contains("story-000003 was paid for 2 times");
    }

    @Test
    void aVideoThatIsNotTheServicesIsFound() {
        stand.relay().run(NAMES, PATIENCE);
        stand.s3().client().putObject(put -> put.bucket(SandboxSettings.BUCKET).key("relay/story-000002.mp4"),
                RequestBody.fromBytes(new byte[200_000]));

        assertThat(problems()).containsExactly("story-000002 has a video that is not the service's");
    }

    @Test
    void aStoryThatNeverCameIsFound() {
        stand.relay().run(NAMES.subList(0, 4), PATIENCE);

        assertThat(problems()).containsExactly("story-000004 was paid for 0 times");
    }

    @Test
    void resultsThatAreMissingDoubledOrBadAreFound() {
        assertThat(new Audit(stand).results(NAMES.subList(0, 3), List.of(
                "{\"request_id\":\"story-000000\",\"status\":\"delivered\"}",
                "{\"request_id\":\"story-000000\",\"status\":\"delivered\"}",
                "{\"request_id\":\"story-000001\",\"status\":\"failed\"}")).problems())
                .satisfiesExactly(doubled -> assertThat(doubled).startsWith("story-000000 has a second result"),
                        bad -> assertThat(bad).startsWith("story-000001 ended otherwise"),
                        missing -> assertThat(missing).startsWith("story-000002 has no result"));
    }

    private List<String> problems() {
        return new Audit(stand).videos(NAMES, stand.host().stories("story")).problems();
    }

    private long head(String key) {
        return stand.s3().client().headObject(head -> head.bucket(SandboxSettings.BUCKET).key(key)).contentLength();
    }
}
