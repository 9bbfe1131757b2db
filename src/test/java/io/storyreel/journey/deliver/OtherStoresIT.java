package io.storyreel.journey.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.StoreFront;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.DeliveredVideo;
import io.storyreel.journey.fixture.Request;
import io.storyreel.journey.fixture.SharedClasses;
import io.storyreel.sandbox.InboxWriter;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.sandbox.ProductLaunch;
import io.storyreel.sandbox.ProductProcess;
import io.storyreel.sandbox.SandboxSettings;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.StoryApiSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged app before a real store that shows little and asks for much, as some do. */
class OtherStoresIT {

    @TempDir
    private Path folder;

    private StoryApiSimulator service;

    private LocalS3 store;

    private StoreFront front;

    @BeforeEach
    void start() throws Exception {
        service = StoryApiSimulator.start(SimulatorOptions.quick());
        store = LocalS3.start(folder.resolve("s3"));
        store.createBucket(SandboxSettings.BUCKET);
        front = new StoreFront(store);
    }

    @AfterEach
    void stop() throws Exception {
        front.close();
        store.close();
        service.close();
    }

    @Test
    void aStoreThatKeepsNoLabelsHidesLengthsAndAsksForChecksumsHasTheVideoOnce() throws Exception {
        front.changing((request, line) -> line.toLowerCase().startsWith("x-amz-meta-")
                || request.method().equals("HEAD") && line.toLowerCase().startsWith("content-length") ? null : line)
                .refusing(request -> request.method().equals("PUT") && !request.headers().containsKey("Content-MD5"),
                        400, "InvalidRequest", "Content-MD5 OR x-amz-checksum- HTTP header is required");
        try (ProductProcess product = ProductProcess.start(launch())) {
            product.awaitReady(AppFixture.PATIENCE);
            Request request = Request.of("odd-store");
            InboxWriter.put(product.directory().resolve("inbox"), request.fileName(), request.bytes());

            Path result = product.directory().resolve("outbox").resolve(request.fileName());
            await().atMost(AppFixture.PATIENCE).until(() -> Files.exists(result));

            new DeliveredVideo(store.client(), new ObjectMapper().readTree(result.toFile())).isWhole(service);
            assertThat(front.requests("PUT", ".mp4")).hasSize(1);
            assertThat(product.log()).containsOnlyOnce("does not keep or show user metadata");
        }
    }

    @Test
    void aBucketOfAnotherRegionStopsTheStartInOneLine() throws Exception {
        front.refusing(request -> true, 301, "PermanentRedirect", "elsewhere", "x-amz-bucket-region: eu-central-1");
        try (ProductProcess product = ProductProcess.start(launch())) {
            assertThat(product.awaitExit(AppFixture.PATIENCE)).isNotZero();

            assertThat(product.log().lines().filter(line -> line.contains("storyreel.s3.region"))).singleElement()
                    .asString().contains("eu-central-1");
            assertThat(product.log()).doesNotContain("\tat ");
        }
    }

    private ProductLaunch launch() {
        return SharedClasses.of(ProductLaunch.in(folder.resolve("app")).withJvmArgs(AppPlan.shortLived()))
                .with(SandboxSettings.connecting(service, store))
                .with("storyreel.s3.endpoint", front.endpoint());
    }
}
