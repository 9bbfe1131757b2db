package io.storyreel.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.storyreel.sandbox.FreePort;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsCheckTest {

    private static final String SECRET = "do-not-show-me";

    @TempDir
    private Path dir;

    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void goodOnes() {
        settings.put("storyreel.api.key", SECRET);
        settings.put("storyreel.db.url", "jdbc:h2:file:" + dir.resolve("data/ledger"));
        // Any that is free: whatever runs on this machine must not matter.
        settings.put("quarkus.http.port", "0");
        settings.put("quarkus.management.port", "0");
        settings.put("storyreel.inbox.dir", dir.resolve("inbox").toString());
        settings.put("storyreel.outbox.dir", dir.resolve("outbox").toString());
        settings.put("storyreel.download.spool-dir", dir.resolve("spool").toString());
    }

    @Test
    void theDefaultsAndAKeyAreEnough() {
        assertThat(problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"max-per-day,-1", "max-per-request,-0.5", "max-per-day,much"})
    void aCapOnCreditsIsAnAmount(String cap, String value) {
        settings.put("storyreel.credits." + cap, "0.5");
        assertThat(problem()).isEmpty();

        settings.put("storyreel.credits." + cap, value);

        assertThat(problem().orElseThrow()).startsWith("storyreel.credits." + cap).hasLineCount(1);
    }

    @Test
    void withoutAKeyTheMissingPropertyIsNamedAndHowToSetIt() {
        settings.remove("storyreel.api.key");

        assertThat(problem().orElseThrow()).startsWith("storyreel.api.key").contains("STORYREEL_API_KEY")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "storyreel.api.key | ' '",
        "storyreel.api.base-url | ftp://x",
        "storyreel.api.base-url | localhost",
        "storyreel.api.dialect | v3",
        "storyreel.api.max-concurrent | 0",
        "storyreel.api.max-concurrent | 1001",
        "storyreel.api.max-concurrent | many",
        "storyreel.api.requests-per-second | -1",
        "storyreel.api.max-retries | -1",
        "storyreel.api.connect-timeout | 0s",
        "storyreel.api.connect-timeout | soon",
        "storyreel.api.response-timeout | -1s",
        "storyreel.api.stage-timeout | 0s",
        "storyreel.api.retry-delay | 0s",
        "storyreel.api.retry-max-delay | 0s",
        "storyreel.api.credit-retry-interval | 0s",
        "storyreel.api.on-insufficient-credit | panic",
        "storyreel.api.on-uncertain-submit | guess",
        "storyreel.track.poll-interval | 0s",
        "storyreel.track.fallback-poll-interval | 0s",
        "storyreel.track.deadline | 0s",
        "storyreel.track.compose-grace | -1s",
        "storyreel.request.max-scenes | 0",
        "storyreel.request.max-scenes | 99999999999999999999999",
        "storyreel.images.max-size | 0",
        "storyreel.images.max-total | 10M",
        "storyreel.http.proxy | https://me:do-not-show-me@proxy:3128/path",
        "storyreel.http.proxy | socks5://proxy:1080",
        "storyreel.inbox.settle-time | -1s",
        "storyreel.inbox.max-size | 0",
        "storyreel.inbox.max-size | big",
        "storyreel.download.max-size | 0",
        "storyreel.download.max-size | 5369M",
        "storyreel.download.max-size | 5368709121",
        "storyreel.download.allowed-hosts | ' , '",
        "storyreel.webhook.public-url | us.example",
        "storyreel.s3.bucket | ' '",
        "storyreel.s3.endpoint | nowhere",
        "storyreel.s3.key-template | videos/{yaer}.mp4",
        "storyreel.s3.key-template | videos//{request_id}.mp4",
        "storyreel.s3.key-template | videos/{request_id}",
        "storyreel.s3.region | ' '",
        "storyreel.s3.checksum | sha1",
        "storyreel.s3.sse | aes256",
        "storyreel.s3.sse-kms-key | alias/x",
        "storyreel.s3.storage-class | standard-ia",
        "storyreel.s3.acl | everybody",
        "storyreel.s3.allowed-buckets | a,*b",
        "storyreel.s3.allowed-buckets | s3://a",
        "storyreel.db.kind | oracle",
        "storyreel.db.url | jdbc:postgresql://localhost/x",
        "storyreel.jms.enabled | perhaps",
        "storyreel.kafka.enabled | perhaps",
        "storyreel.sqs.enabled | perhaps"})
    void aWrongSettingIsToldInOneLineThatNamesIt(String property, String value) {
        settings.put(property, value);

        assertThat(problem()).as("%s = %s", property, value).isPresent();
        assertThat(problem().orElseThrow()).startsWith(property).hasLineCount(1).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "storyreel.download.max-size | 5G",
        "storyreel.s3.checksum | md5",
        "storyreel.s3.checksum | crc32",
        "storyreel.s3.checksum | none",
        "storyreel.s3.sse | AES256",
        "storyreel.s3.sse | aws:kms",
        "storyreel.s3.storage-class | STANDARD_IA",
        "storyreel.s3.acl | bucket-owner-full-control",
        "storyreel.s3.allowed-buckets | a, team-*",
        "storyreel.s3.allowed-buckets | *"})
    void whatTheStoreKnowsCanBeSet(String property, String value) {
        settings.put(property, value);

        assertThat(problem()).as("%s = %s", property, value).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "storyreel.jms.url | nowhere",
        "storyreel.jms.url | http://localhost:61616",
        "storyreel.jms.url | tcp://broker",
        "storyreel.jms.url | tcp://broker:0",
        "storyreel.jms.url | tcp://:61616",
        "storyreel.jms.url | tcp://a:61616,tcp://b:61616",
        "storyreel.jms.url | tcp://a:61616,b:61616",
        "storyreel.jms.url | (tcp://a,tcp://b:61616)?ha=true",
        "storyreel.jms.request-queue | ' '",
        "storyreel.jms.request-queue | storyreel.results",
        "storyreel.jms.request-queue | storyreel.rejected",
        "storyreel.kafka.brokers | localhost",
        "storyreel.kafka.brokers | http://localhost:9092",
        "storyreel.kafka.group | ' '",
        "storyreel.kafka.security-protocol | TLS",
        "storyreel.kafka.truststore | nowhere.jks",
        "storyreel.kafka.truststore | pom.xml",
        "storyreel.kafka.keystore | nowhere.jks",
        "storyreel.kafka.result-topic | ' '",
        "storyreel.kafka.request-topic | storyreel.results",
        "storyreel.sqs.endpoint | localhost:9324",
        "storyreel.sqs.region | ' '",
        "storyreel.sqs.request-queue | storyreel-rejected",
        "storyreel.sqs.request-queue | arn:aws:sns:us-east-1:000000000000:requests",
        "storyreel.sqs.request-queue | arn:aws:sqs:eu-west-1:000000000000:requests",
        "storyreel.sqs.result-queue | results.of.mine",
        "storyreel.sqs.rejected-queue | ' '"})
    void aQueueThatIsSwitchedOnHasToBeSetRight(String property, String value) {
        String queue = property.split("[.]")[1];
        settings.put(property, value);
        assertThat(problem()).as("%s is off", queue).isEmpty();

        settings.put("storyreel." + queue + ".enabled", "true");

        assertThat(problem()).as("%s = %s", property, value).isPresent();
        assertThat(problem().orElseThrow()).startsWith(property).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "storyreel.jms.url | (tcp://a:61616,tcp://b:61616)?ha=true",
        "storyreel.jms.url | tcp://[::1]:61616?sslEnabled=true",
        "storyreel.jms.url | udp://231.7.7.7:9876",
        "storyreel.sqs.request-queue | requests.fifo",
        "storyreel.sqs.request-queue | arn:aws:sqs:us-east-1:000000000000:requests.fifo",
        "storyreel.sqs.request-queue | https://sqs.us-east-1.amazonaws.com/000000000000/requests"})
    void whatAQueuesOwnersWriteIsTaken(String property, String value) {
        settings.put(property, value);
        settings.put("storyreel." + property.split("[.]")[1] + ".enabled", "true");

        assertThat(problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "SASL_SSL | org.example.LoginModule required password=\"do-not-show-me",
        "SASL_SSL | password=\"do-not-show-me\"",
        "SSL | org.example.LoginModule required password=\"do-not-show-me\";"})
    void aLoginForKafkaThatCannotBeUsedIsRefusedAndNotShown(String protocol, String jaas) {
        settings.put("storyreel.kafka.enabled", "true");
        settings.put("storyreel.kafka.security-protocol", protocol);
        settings.put("storyreel.kafka.sasl-jaas-config", jaas);

        assertThat(problem().orElseThrow()).startsWith("storyreel.kafka.sasl-jaas-config").hasLineCount(1)
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({"jms", "kafka", "sqs"})
    void theDefaultsOfAQueueAreEnoughToSwitchItOn(String queue) {
        settings.put("storyreel." + queue + ".enabled", "true");

        assertThat(problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"storyreel.templates.dir, inbox/x", "storyreel.outbox.dir, inbox", "storyreel.outbox.dir, inbox/out",
        "storyreel.outbox.dir, link", "storyreel.outbox.dir, link/out", "storyreel.outbox.dir, other/../inbox",
                "storyreel.download.spool-dir, inbox/x",
        "storyreel.inbox.dir, ''", "storyreel.inbox.dir, other/.."})
    void nothingOfOursMayLieWithinTheInbox(String property, String folder) throws Exception {
        Files.createDirectory(dir.resolve("inbox"));
        Files.createDirectory(dir.resolve("other"));
        Files.createSymbolicLink(dir.resolve("link"), dir.resolve("inbox"));
        settings.put(property, dir.resolve(folder).toString());

        assertThat(problem().orElseThrow()).contains("storyreel.inbox.dir", "must not").hasLineCount(1);
    }

    @Test
    void neitherTheLedgerNorTheFolderThatTheAppRunsInMayLieWithinTheInbox() {
        settings.put("storyreel.db.url", "jdbc:h2:file:" + dir.resolve("inbox/data/ledger") + ";CACHE_SIZE=1");
        assertThat(problem().orElseThrow()).startsWith("storyreel.db.url").hasLineCount(1);
        settings.remove("storyreel.db.url");

        settings.put("storyreel.inbox.dir", Path.of("").toAbsolutePath().toString());
        settings.put("storyreel.db.url", "jdbc:h2:mem:elsewhere");
        assertThat(problem().orElseThrow()).startsWith("storyreel.inbox.dir").contains("settings").hasLineCount(1);
    }

    @Test
    void aFolderBesideTheInboxWhoseNameBeginsAlikeIsNotWithinIt() {
        settings.put("storyreel.outbox.dir", dir.resolve("inbox-results").toString());

        assertThat(problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({".accepted", ".rejected"})
    void aLinkAmongTheInboxesOwnFoldersStopsTheStart(String name) throws Exception {
        Files.createSymbolicLink(Files.createDirectory(dir.resolve("inbox")).resolve(name),
                Files.createDirectory(dir.resolve("elsewhere")));

        assertThat(problem().orElseThrow()).startsWith("storyreel.inbox.dir").contains(name).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"storyreel.inbox.dir", "storyreel.outbox.dir", "storyreel.download.spool-dir"})
    void aFolderThatCannotBeOneIsNamed(String property) throws Exception {
        settings.put(property, Files.createFile(dir.resolve("a-file")).resolve("below").toString());

        assertThat(problem().orElseThrow()).startsWith(property).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"''", "do-not-show-me", "do-not-show-me-0123456789abcdef"})
    void aWebhookWithoutAGoodSecretIsRefusedAndTheBadOneNotShown(String secret) {
        settings.put("storyreel.webhook.public-url", "https://us.example");
        settings.put("storyreel.webhook.secret", secret);

        assertThat(problem().orElseThrow()).startsWith("storyreel.webhook.secret").hasLineCount(1)
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({"storyreel.s3.access-key,storyreel.s3.secret-key", "storyreel.s3.secret-key,storyreel.s3.access-key",
        "storyreel.sqs.access-key,storyreel.sqs.secret-key", "storyreel.sqs.secret-key,storyreel.sqs.access-key"})
    void halfOfACredentialIsRefusedAndTheMissingHalfNamed(String given, String missing) {
        settings.put("storyreel.sqs.enabled", "true");
        settings.put(given, SECRET);

        assertThat(problem().orElseThrow()).startsWith(missing).hasLineCount(1).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({"H2", "POSTGRESQL"})
    void theKindOfDatabaseIsWrittenInSmallLetters(String kind) {
        settings.put("storyreel.db.kind", kind);
        settings.put("storyreel.db.url", "jdbc:" + kind.toLowerCase(Locale.ROOT) + ":mem:x");

        assertThat(problem().orElseThrow()).startsWith("storyreel.db.kind").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"h2, jdbc:postgresql://localhost/x", "h2, jdbc:h2:./x", "h2, jdbc:h2:~/x",
            "h2, jdbc:h2:tcp://localhost/x",
        "postgresql, jdbc:h2:mem:x", "postgresql,"})
    void anAddressOfAnotherKindOfDatabaseIsNamed(String kind, String url) {
        settings.put("storyreel.db.kind", kind);
        if (url != null) {
            settings.put("storyreel.db.url", url);
        }

        assertThat(problem().orElseThrow()).startsWith("storyreel.db.url").contains("storyreel.db.kind")
                .hasLineCount(1);
    }

    @Test
    void aServerThatIsAwayIsToldInOneLineWithoutThePasswordInItsAddress() {
        settings.put("storyreel.db.kind", "postgresql");
        settings.put("storyreel.db.url", "jdbc:postgresql://127.0.0.1:" + FreePort.any() + "/x?password=" + SECRET);

        assertThat(problem().orElseThrow()).startsWith("storyreel.db.url").contains("refused").hasLineCount(1)
                .doesNotContain(SECRET);
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedForWithoutEnd() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            settings.put("storyreel.db.kind", "postgresql");
            settings.put("storyreel.db.url",
                    "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x?connectTimeout=1&loginTimeout=1");

            assertThat(problem().orElseThrow()).startsWith("storyreel.db.url").contains("timed out").hasLineCount(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"quarkus.http.port", "quarkus.management.port"})
    void aPortThatIsTakenIsNamed(String property) throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            settings.put(property, String.valueOf(other.getLocalPort()));

            assertThat(problem().orElseThrow()).startsWith(property + ": port " + other.getLocalPort() + " is in use")
                    .hasLineCount(1);
        }
        assertThat(problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"quarkus.http.port | 65536", "quarkus.http.port | -1",
        "quarkus.http.port | web",
        "quarkus.management.port | 1e4", "quarkus.http.host | no-such-host.invalid",
        "quarkus.management.host | 192.0.2.1"})
    void whatIsNoPortOrNoAddressOfThisMachineIsNamed(String property, String value) {
        settings.put("quarkus.http.port", String.valueOf(FreePort.any()));
        settings.put("quarkus.management.port", String.valueOf(FreePort.any()));
        settings.put(property, value);

        assertThat(problem().orElseThrow()).startsWith(property).hasLineCount(1);
    }

    @Test
    void onePortForBothIsTold() {
        settings.put("quarkus.http.port", "18080");
        settings.put("quarkus.management.port", "18080");

        assertThat(problem().orElseThrow()).startsWith("quarkus.management.port").contains("quarkus.http.port");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "h2 | jdbc:h2:file:%s/sub/x;USER=u;PASSWORD=do-not-show-me-either;IFEXISTS=TRUE;NO_SUCH_SETTING=1",
        "h2 | jdbc:h2:file:/proc/x;PASSWORD=do-not-show-me-either",
        "postgresql | jdbc:postgresql://127.0.0.1:1/x?user=u&password=do-not-show-me-either",
        "postgresql | jdbc:postgresql://u:do-not-show-me-either@127.0.0.1:1/x",
        "postgresql | jdbc:postgresql:x;password=do-not-show-me-either"})
    void thePasswordInAnAddressOfADatabaseIsNotTold(String kind, String url) {
        settings.put("storyreel.db.kind", kind);
        settings.put("storyreel.db.url", url.formatted(dir));

        assertThat(problem().orElseThrow()).startsWith("storyreel.db.").hasLineCount(1)
                .doesNotContain("do-not-show-me-either");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void theLedgerAndTheSpoolAreNobodysBusinessButOurs() throws Exception {
        settings.put("storyreel.download.spool-dir", dir.resolve("data/spool").toString());
        Files.createDirectories(dir.resolve("outbox"));

        assertThat(problem()).isEmpty();

        for (String folder : List.of("data", "data/spool")) {
            assertThat(modeOf(dir.resolve(folder))).as(folder).isEqualTo("rwx------");
        }
        assertThat(modeOf(dir.resolve("data/ledger.mv.db"))).isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(dir.resolve("data"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aLedgerThatOthersCouldReadIsClosedToThem() throws Exception {
        Files.createDirectories(dir.resolve("data"));
        for (String file : List.of("ledger.mv.db", "ledger.trace.db")) {
            Files.createFile(dir.resolve("data").resolve(file));
            Files.setPosixFilePermissions(dir.resolve("data").resolve(file),
                    PosixFilePermissions.fromString("rw-r--r--"));
        }

        assertThat(problem()).isEmpty();

        assertThat(modeOf(dir.resolve("data/ledger.mv.db"))).isEqualTo("rw-------");
        assertThat(modeOf(dir.resolve("data/ledger.trace.db"))).isEqualTo("rw-------");
    }

    private static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private Optional<String> problem() {
        return SettingsCheck.problem(new SmallRyeConfigBuilder().addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 100)).build());
    }
}
