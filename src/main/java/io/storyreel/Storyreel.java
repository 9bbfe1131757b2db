package io.storyreel;

import java.util.Optional;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.SmallRyeConfig;
import io.storyreel.settings.SettingsCheck;
import io.storyreel.web.Doorkeeper;
import org.apache.camel.quarkus.main.CamelMainApplication;
import org.eclipse.microprofile.config.ConfigProvider;
import sun.misc.Signal;

/** Starts Storyreel: settings first, then the routes; a SIGTERM ends it with 0. */
@QuarkusMain
public class Storyreel {

    private static final int WRONG_SETTINGS = 2;

    /** What a SIGTERM grants is 30 s; what has not ended a little before is ended. */
    private static final long GRACE_MS = 27_000;

    /** @param args not used */
    public static void main(String... args) {
        Optional<String> problem = SettingsCheck.problem(ConfigProvider.getConfig().unwrap(SmallRyeConfig.class));
        if (problem.isPresent()) {
            System.err.println("storyreel cannot start: " + problem.get());
            System.exit(WRONG_SETTINGS);
        }
        Doorkeeper.isAskedForByNetty();
        // The JVM's own answer to SIGTERM exits with 143, which orchestrators count as a failure.
        Signal.handle(new Signal("TERM"), signal -> stop());
        Quarkus.run(CamelMainApplication.class, args);
    }

    private static void stop() {
        Thread limit = new Thread(() -> {
            try {
                Thread.sleep(GRACE_MS);
                Runtime.getRuntime().halt(0);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "storyreel-grace");
        limit.setDaemon(true);
        limit.start();
        Quarkus.asyncExit(0);
    }
}
