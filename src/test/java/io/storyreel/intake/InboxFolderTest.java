package io.storyreel.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Camel's own file endpoint with the filter and the shelf: what they promise holds for what it really does. */
class InboxFolderTest {

    private static final Duration SETTLE_TIME = Duration.ofMillis(300);

    @TempDir
    private Path inbox;

    private final CamelContext camel = new DefaultCamelContext();

    /** What was taken, by file name. */
    private final Map<String, String> taken = new ConcurrentHashMap<>();

    private final Map<String, Long> takenAt = new ConcurrentHashMap<>();

    @BeforeEach
    void start() throws Exception {
        Shelf shelf = new Shelf(inbox);
        camel.getRegistry().bind("settledFile", new SettledFile(SETTLE_TIME, System::nanoTime));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("file:" + inbox + "?noop=true&idempotent=false&filter=#settledFile&delay=20&initialDelay=0"
                        + "&include=RAW((?s).*[.]json)").process(exchange -> {
                            Path file = exchange.getMessage().getBody(File.class).toPath();
                            taken.put(file.getFileName().toString(), Files.readString(file));
                            takenAt.put(file.getFileName().toString(), System.nanoTime());
                            shelf.accept(file);
                        });
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void aFileThatIsStillGrowingIsLeftAloneUntilItIsWhole() throws Exception {
        Path file = inbox.resolve("slow.json");
        long written;
        try (OutputStream slow = Files.newOutputStream(file)) {
            long started = System.nanoTime();
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(100)).until(() -> {
                slow.write('x');
                return System.nanoTime() - started > 4 * SETTLE_TIME.toNanos();
            });
            assertThat(taken).isEmpty();
            slow.write('!');
            written = System.nanoTime();
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> taken.containsKey("slow.json"));

        assertThat(taken.get("slow.json")).endsWith("x!");
        assertThat(Duration.ofNanos(takenAt.get("slow.json") - written)).isGreaterThanOrEqualTo(SETTLE_TIME);
        assertThat(inbox.resolve(".accepted/slow.json")).isRegularFile();
    }

    @Test
    void oddNamesAreTakenOnceAndWhatIsNoRequestStays() throws Exception {
        String[] odd = {"two words.json", "ünï-日本.json", "line\nbreak.json", "per%20cent+plus.json", "${body}.json"};
        for (String name : odd) {
            Files.writeString(inbox.resolve(name), "{}");
        }
        Files.writeString(inbox.resolve("image.png"), "x");
        Files.writeString(inbox.resolve(".hidden.json"), "x");
        Files.writeString(Files.createDirectories(inbox.resolve("sub")).resolve("a.json"), "x");

        await().atMost(Duration.ofSeconds(5)).until(() -> taken.size() == odd.length);
        for (String name : odd) {
            Path accepted = inbox.resolve(".accepted").resolve(name);
            await().atMost(Duration.ofSeconds(5)).until(() -> Files.isRegularFile(accepted));
        }
        assertThat(taken).containsOnlyKeys(odd);
        assertThat(inbox.resolve("image.png")).exists();
        assertThat(inbox.resolve(".hidden.json")).exists();
        assertThat(inbox.resolve("sub/a.json")).exists();
    }
}
