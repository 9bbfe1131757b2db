package io.storyreel.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.storyreel.settings.TestSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Camel's own file endpoint on the two folders: what the folder and the archive promise holds for what it really does.
 */
class InboxConsumerTest {

    private static final Duration SETTLE_TIME = Duration.ofMillis(300);

    @TempDir
    private Path dir;

    private Path inbox;

    private Path outbox;

    private final CamelContext camel = new DefaultCamelContext();

    /** What was taken, by file name. */
    private final Map<String, String> taken = new ConcurrentHashMap<>();

    private final Map<String, Long> takenAt = new ConcurrentHashMap<>();

    private void start(String folderName) throws Exception {
        inbox = Files.createDirectory(dir.resolve(folderName));
        outbox = dir.resolve("out-" + folderName);
        InboxArchive archive = new InboxArchive(inbox);
        camel.getRegistry().bind("folder", new FolderComponent(TestSettings.with("storyreel.inbox.dir",
                escaped(inbox), "storyreel.outbox.dir", escaped(outbox)), new InboxFolder(inbox, archive, SETTLE_TIME,
                        System::nanoTime)));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:out").to("folder:outbox?tempPrefix=.writing-&fileExist=Override");
                from("folder:inbox?noop=true&idempotent=false&delay=20&initialDelay=0"
                        + "&include=RAW((?s).*[.]json)").process(exchange -> {
                            Path file = exchange.getMessage().getBody(File.class).toPath();
                            taken.put(file.getFileName().toString(), Files.readString(file));
                            takenAt.put(file.getFileName().toString(), System.nanoTime());
                            archive.accept(file, FileVersion.of(file).orElseThrow());
                        });
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    /** As a setting's value is written where a backslash, a dollar or a comma means something. */
    private static String escaped(Path folder) {
        return folder.toString().replace("\\", "\\\\").replace("$", "\\$").replace(",", "\\,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "per%20cent", "%2e", "question?delete=true", "a+b", "a&b=c", "hash#x", "日本", "é",
        "{{x}}", "semi;colon", "quo'te\"", "RAW(x)", "%zz", "ü%C3%BC"})
    void aFolderIsWhatTheSettingSaysLetterByLetter(String name) throws Exception {
        start(name);
        Files.writeString(inbox.resolve("a.json"), "{}");
        camel.createProducerTemplate().sendBodyAndHeader("direct:out", "result", "CamelFileName", "a.json");

        await().atMost(Duration.ofSeconds(5)).until(() -> taken.containsKey("a.json"));
        await().atMost(Duration.ofSeconds(5)).until(() -> Files.isRegularFile(inbox.resolve(".accepted/a.json")));
        assertThat(outbox.resolve("a.json")).hasContent("result");
        try (Stream<Path> folders = Files.list(dir)) {
            assertThat(folders).containsExactlyInAnyOrder(inbox, outbox);
        }
    }

    @Test
    void aFileThatIsStillGrowingIsLeftAloneUntilItIsWhole() throws Exception {
        start("inbox");
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
        start("inbox");
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
