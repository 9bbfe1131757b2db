package io.storyreel.journey.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.FreePort;
import io.storyreel.sandbox.SandboxSettings;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.S3Object;

/** No secret is ever told, whatever goes wrong and however much is logged; what is kept on the disk is ours alone. */
class SecrecyIT {

    private static final String KEY = "key-nobody-may-see-4711";

    private static final String UI_TOKEN = "token-nobody-may-see-4711";

    private static final String PASSWORD = "password-nobody-may-see-4711";

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().calledBack(Duration.ofSeconds(1))
            .serving(SimulatorOptions.quick().withApiKey(KEY))
            .with("quarkus.log.level", "TRACE")
            // Whoever switches the wire log on is not to find the key in it either.
            .with("quarkus.log.category.\"org.apache.hc.client5.http\".level", "DEBUG")
            .with("storyreel.ui.token", UI_TOKEN)
            .with("storyreel.db.password", PASSWORD)
            .with("storyreel.jms.enabled", "true").with("storyreel.jms.username", "u")
            .with("storyreel.jms.password", PASSWORD + "-jms")
            .with("storyreel.jms.url", "tcp://127.0.0.1:" + FreePort.any() + "?trustStorePassword=" + PASSWORD + "-url")
            .with("storyreel.api.max-retries", "1").app();

    @Test
    void noLogResultErrorStatusOrMetricHoldsASecret() throws Exception {
        List<Request> requests = List.of(Request.of("fine"), Request.of("refused", "[sim:401]"),
                Request.of("echoed", "[sim:400 echo-key]"), Request.of("echoed-late", "[sim:500 echo-key]"),
                Request.of("echoed-when-asked", "[sim:get-418x1 echo-key]"), Request.of("unclear", "[sim:garbage]"),
                Request.of("lost", "[sim:lost-answer] [sim:no-webhook]"), Request.of("failing", "[sim:fail]"),
                Request.of("elsewhere", "[sim:video=wrong-host]"));
        for (Request request : requests) {
            APP.drop(request);
        }
        APP.drop("bad.json", "{\"idea\":7}".getBytes(StandardCharsets.UTF_8));
        requests.forEach(APP::result);
        APP.rejected("bad.json");
        APP.closeService();
        Request unsent = Request.of("unsent");
        APP.drop(unsent);
        APP.failed(unsent, "API_UNAVAILABLE");

        List<String> told = everythingTold();

        assertThat(told).hasSizeGreaterThan(requests.size() + 4);
        assertThat(told).noneMatch(text -> text.contains(KEY));
        String secret = SandboxSettings.callingBack(0).get("storyreel.webhook.secret");
        assertThat(told).noneMatch(text -> text.contains(secret));
        for (String never : List.of(UI_TOKEN, PASSWORD, APP.s3().secretKey(), "AWS4-HMAC")) {
            assertThat(told).as(never).noneMatch(text -> text.contains(never));
        }
        assertThat(told.get(0)).as("the wire log was on").contains("X-Api-Key: ***");
    }

    @Test
    void theTokenIsTakenOutOfTheHeaderAlone() throws Exception {
        for (String query : List.of("Authorization=Bearer%20" + UI_TOKEN, "authorization=Bearer+" + UI_TOKEN,
                "token=" + UI_TOKEN, "access_token=" + UI_TOKEN)) {
            assertThat(APP.product().get(APP.product().url().resolve("/api/stories?" + query)).statusCode())
                    .as(query).isEqualTo(401);
        }
        assertThat(read("/api/stories")).contains("\"stories\"");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void theLedgerAndTheSpoolAreOursAloneAndResultsAreAsTheUmaskSays() throws Exception {
        Request request = Request.of("modes");
        APP.drop(request);
        APP.result(request);

        Path app = APP.product().directory();
        try (Stream<Path> kept = Files.walk(app.resolve("data"))) {
            for (Path path : kept.toList()) {
                assertThat(Files.getPosixFilePermissions(path)).as(path.toString()).isEqualTo(
                        PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwx------" : "rw-------"));
            }
        }
        Path plain = Files.createFile(app.resolve("as-the-umask-says"));
        assertThat(Files.getPosixFilePermissions(APP.outbox().resolve(request.id() + ".json")))
                .isEqualTo(Files.getPosixFilePermissions(plain));
    }

    private static String read(String path) throws Exception {
        return APP.product().send(HttpRequest.newBuilder(APP.product().url().resolve(path))
                .header("Authorization", "Bearer " + UI_TOKEN).build()).body();
    }

    private static List<String> everythingTold() throws Exception {
        List<String> told = new ArrayList<>();
        told.add(APP.product().log());
        told.add(read("/api/stories"));
        told.add(read("/api/stories/refused"));
        for (URI address : List.of(APP.product().managementUrl().resolve("/q/metrics"),
                APP.product().managementUrl().resolve("/q/health"))) {
            told.add(APP.product().get(address).body());
        }
        for (Path folder : List.of(APP.outbox(), APP.inbox())) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    told.add(Files.readString(file));
                }
            }
        }
        for (S3Object object : APP.s3().client().listObjectsV2Paginator(list -> list
                .bucket(SandboxSettings.BUCKET)).contents()) {
            told.add(APP.s3().client().getObjectAsBytes(get -> get.bucket(SandboxSettings.BUCKET).key(object.key()))
                    .asString(StandardCharsets.ISO_8859_1));
        }
        return told;
    }
}
