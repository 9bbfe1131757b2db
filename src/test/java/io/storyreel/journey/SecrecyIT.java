package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.storyreel.sandbox.SandboxSettings;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Neither the API key nor the webhook's secret is ever told, whatever goes wrong. */
class SecrecyIT {

    private static final String KEY = "key-nobody-may-see-4711";

    @RegisterExtension
    static final House HOUSE = HousePlan.usual().calledBack(Duration.ofSeconds(1))
            .serving(SimulatorOptions.quick().withApiKey(KEY))
            .with("quarkus.log.category.\"storyreel\".level", "DEBUG")
            .with("storyreel.api.max-retries", "1").house();

    @Test
    void noLogResultErrorStatusOrMetricHoldsASecret() throws Exception {
        List<Request> requests = List.of(Request.of("fine"), Request.of("refused", "[sim:401]"),
                Request.of("echoed", "[sim:400 echo-key]"), Request.of("echoed-late", "[sim:500 echo-key]"),
                Request.of("echoed-when-asked", "[sim:get-418x1 echo-key]"), Request.of("unclear", "[sim:garbage]"),
                Request.of("lost", "[sim:lost-answer] [sim:no-webhook]"), Request.of("failing", "[sim:fail]"),
                Request.of("elsewhere", "[sim:video=wrong-host]"));
        for (Request request : requests) {
            HOUSE.drop(request);
        }
        HOUSE.drop("bad.json", "{\"idea\":7}".getBytes(StandardCharsets.UTF_8));
        requests.forEach(HOUSE::result);
        HOUSE.rejected("bad.json");
        HOUSE.closeService();
        Request unsent = Request.of("unsent");
        HOUSE.drop(unsent);
        HOUSE.failed(unsent, "API_UNAVAILABLE");

        List<String> told = everythingTold();

        assertThat(told).hasSizeGreaterThan(requests.size() + 4);
        assertThat(told).noneMatch(text -> text.contains(KEY));
        String secret = SandboxSettings.callingBack(0).get("storyreel.webhook.secret");
        assertThat(told).noneMatch(text -> text.contains(secret));
    }

    private static List<String> everythingTold() throws Exception {
        List<String> told = new ArrayList<>();
        told.add(HOUSE.product().log());
        for (URI address : List.of(HOUSE.product().url().resolve("/api/stories"),
                HOUSE.product().managementUrl().resolve("/q/metrics"),
                HOUSE.product().managementUrl().resolve("/q/health"))) {
            told.add(HOUSE.product().get(address).body());
        }
        for (Path folder : List.of(HOUSE.outbox(), HOUSE.inbox())) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    told.add(Files.readString(file));
                }
            }
        }
        for (S3Object object : HOUSE.s3().client().listObjectsV2Paginator(list -> list
                .bucket(SandboxSettings.BUCKET)).contents()) {
            told.add(HOUSE.s3().client().getObjectAsBytes(get -> get.bucket(SandboxSettings.BUCKET).key(object.key()))
                    .asString(StandardCharsets.ISO_8859_1));
        }
        return told;
    }
}
