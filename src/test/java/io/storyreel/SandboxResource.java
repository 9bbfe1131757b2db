package io.storyreel;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.storyreel.sandbox.FreePort;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.sandbox.SandboxSettings;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.StoryApiSimulator;

/** The world around a started app: a simulated service that calls back, a local S3 server, folders and a database. */
public class SandboxResource implements QuarkusTestResourceLifecycleManager {

    private Path folder;

    private StoryApiSimulator api;

    private LocalS3 s3;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("storyreel-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        api = StoryApiSimulator.start(SimulatorOptions.quick());
        s3 = LocalS3.start(folder.resolve("s3"));
        s3.createBucket(SandboxSettings.BUCKET);
        int port = FreePort.any();
        Map<String, String> settings = new HashMap<>(SandboxSettings.connecting(api, s3));
        settings.putAll(SandboxSettings.callingBack(port));
        settings.put("storyreel.inbox.dir", folder.resolve("inbox").toString());
        settings.put("storyreel.inbox.settle-time", "50ms");
        settings.put("storyreel.outbox.dir", folder.resolve("outbox").toString());
        settings.put("storyreel.download.spool-dir", folder.resolve("spool").toString());
        settings.put("storyreel.db.url", "jdbc:h2:file:" + folder.resolve("ledger"));
        settings.put("quarkus.http.test-port", String.valueOf(port));
        settings.put("quarkus.management.test-port", String.valueOf(FreePort.any()));
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(api, field -> field.getType() == StoryApiSimulator.class);
        injector.injectIntoFields(s3, field -> field.getType() == LocalS3.class);
    }

    @Override
    public void stop() {
        if (api != null) {
            api.close();
        }
        if (s3 != null) {
            s3.close();
        }
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
