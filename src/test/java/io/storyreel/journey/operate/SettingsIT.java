package io.storyreel.journey.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.SharedClasses;
import io.storyreel.sandbox.FreePort;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.sandbox.ProductLaunch;
import io.storyreel.sandbox.ProductProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong setting stops the start with one line that names it. What is wrong is {@code SettingsCheckTest}'s. */
class SettingsIT {

    private static final String KEY = "the-key-nobody-may-see";

    @TempDir
    Path folder;

    private ProductLaunch launch;

    @BeforeEach
    void setAllThatIsNeeded() {
        launch = bare().with(Map.of(
                "storyreel.api.key", KEY,
                "storyreel.s3.endpoint", "http://127.0.0.1:" + FreePort.any(),
                "storyreel.s3.path-style", "true",
                "storyreel.s3.access-key", "a",
                "storyreel.s3.secret-key", "s"));
    }

    /** One that breaks a rule, one of another type, and one that the database refuses. */
    @ParameterizedTest
    @CsvSource({
        "storyreel.api.dialect, xml",
        "storyreel.api.max-concurrent, many",
        "storyreel.db.url, jdbc:h2:file:./x;PASSWORD=the-key-nobody-may-see;NO_SUCH_SETTING=1",
    })
    void aWrongValueIsNamed(String property, String value) throws Exception {
        assertThatItStopsAndNames(property, launch.with(property, value));
    }

    @Test
    void aMissingKeyIsNamed() throws Exception {
        assertThatItStopsAndNames("storyreel.api.key", bare());
    }

    @Test
    void aBucketThatDoesNotExistIsNamed() throws Exception {
        try (LocalS3 s3 = LocalS3.start(folder.resolve("s3"))) {
            assertThatItStopsAndNames("storyreel.s3.bucket", connectedTo(s3));
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            assertThatItStopsAndNames("quarkus.management.port",
                    launch.onPorts(FreePort.any(), other.getLocalPort()));
        }
    }

    @Test
    void aMissingBucketIsMadeWhereThatIsWanted() throws Exception {
        try (LocalS3 s3 = LocalS3.start(folder.resolve("s3"));
                ProductProcess product = ProductProcess.start(connectedTo(s3)
                        .with("storyreel.s3.create-bucket", "true").with("storyreel.s3.bucket", "made"))) {
            product.awaitReady(AppFixture.PATIENCE);

            assertThat(s3.client().listBuckets().buckets()).extracting(bucket -> bucket.name()).contains("made");
        }
    }

    @Test
    void aStoreOutOfReachStopsNothing() {
        try (ProductProcess product = ProductProcess.start(launch)) {
            product.awaitReady(AppFixture.PATIENCE);

            assertThat(product.stop()).isZero();
        }
    }

    @Test
    void settingsAreReadFromAFileInTheWorkingDirectory() throws Exception {
        Path config = Files.createDirectories(launch.directory().resolve("config"));
        Files.writeString(config.resolve("application.properties"), "storyreel.api.max-concurrent=0\n");

        assertThatItStopsAndNames("storyreel.api.max-concurrent", launch);
    }

    /** Without any setting. */
    private ProductLaunch bare() {
        return SharedClasses.of(ProductLaunch.in(folder.resolve("app")).withJvmArgs(AppPlan.shortLived()));
    }

    private ProductLaunch connectedTo(LocalS3 s3) {
        return launch.with(Map.of("storyreel.s3.endpoint", s3.endpoint().toString(),
                "storyreel.s3.access-key", s3.accessKey(), "storyreel.s3.secret-key", s3.secretKey()));
    }

    private static void assertThatItStopsAndNames(String property, ProductLaunch launch) throws Exception {
        try (ProductProcess product = ProductProcess.start(launch)) {
            assertThat(product.awaitExit(AppFixture.PATIENCE)).isNotZero();
            assertThat(product.log().lines().filter(line -> line.contains(property))).hasSize(1);
            assertThat(product.log().lines().filter(line -> line.startsWith("\tat "))).isEmpty();
            assertThat(product.log()).doesNotContain(KEY);
        }
    }
}
