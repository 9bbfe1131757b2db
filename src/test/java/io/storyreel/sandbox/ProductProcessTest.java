package io.storyreel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProductProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private ProductLaunch launch;

    @BeforeEach
    void packTheStandIn() throws Exception {
        launch = ProductLaunch.in(folder).ofApp(StandInJar.in(folder)).with("storyreel.api.key", "k");
    }

    @Test
    void aTerminatedProductEndsInGoodOrder() {
        try (ProductProcess product = ProductProcess.start(launch).awaitReady(PATIENCE)) {
            assertThat(product.stop()).isZero();
            assertThat(product.log()).contains("stopped in good order");
        }
    }

    @Test
    void aKilledProductCanBeStartedAgain() {
        try (ProductProcess product = ProductProcess.start(launch).awaitReady(PATIENCE)) {
            long first = product.pid();
            product.kill();
            assertThat(product.isReady()).isFalse();

            product.restart().awaitReady(PATIENCE);

            assertThat(product.pid()).isNotEqualTo(first);
            assertThat(product.log()).doesNotContain("good order").containsSubsequence("started", "started");
        }
    }

    @Test
    void aProductThatDoesNotStartIsReportedWithItsOwnWords() {
        ProductLaunch withoutKey = ProductLaunch.in(folder).ofProgram(launch.program());
        try (ProductProcess product = ProductProcess.start(withoutKey)) {
            assertThatThrownBy(() -> product.awaitReady(PATIENCE))
                    .hasMessageContaining("exit code 1").hasMessageContaining("storyreel.api.key is missing");
            assertThat(product.awaitExit(PATIENCE)).isEqualTo(1);
        }
    }
}
