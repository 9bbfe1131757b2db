package io.storyreel.startup;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.SmallRyeConfig;
import io.storyreel.batch.RowCheck;
import io.storyreel.fault.OutOfMemoryExit;
import io.storyreel.http.ConnectionGuard;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.page.EventStream;
import io.storyreel.template.Templates;
import io.storyreel.terminal.StatusCommand;
import org.apache.camel.quarkus.main.CamelMainApplication;
import org.eclipse.microprofile.config.ConfigProvider;
import sun.misc.Signal;

/** Starts Storyreel: settings first, then the routes; a SIGTERM ends it with 0. */
@QuarkusMain
public class Storyreel {

    private static final StoryLog LOG = StoryLog.of("storyreel");

    private static final int WRONG_SETTINGS = 2;

    /** After the grace for paid calls, to hand back the rest. A little less than is promised: ten seconds. */
    private static final Duration TO_HAND_BACK = Duration.ofSeconds(7);

    /**
     * @param args none to start; {@code --check FILE...} tells what would become of request files and what they would
     *        cost, and starts nothing; {@code --status [ID]} asks an instance that runs
     */
    public static void main(String... args) {
        IdleHeap.giveBack();
        SmallRyeConfig config = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
        if (args.length > 0 && args[0].equals("--check")) {
            System.exit(CheckCommand.run(config, List.of(args).subList(1, args.length),
                    settings -> new Templates(settings)::expanded,
                    settings -> new RowCheck(new Templates(settings)), System.out, System.err));
        }
        if (args.length > 0 && args[0].equals("--status")) {
            System.exit(StatusCommand.run(config, List.of(args).subList(1, args.length), System.out, System.err));
        }
        Optional<String> problem = SettingsCheck.problem(config);
        if (problem.isPresent()) {
            System.err.println("storyreel cannot start: " + problem.get());
            System.exit(WRONG_SETTINGS);
        }
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> {
            OutOfMemoryExit.endIfBehind(fault);
            LOG.error(LogEvent.THREAD_ENDED, "the thread {} has ended", thread.getName(), fault);
        });
        ConnectionGuard.isAskedForByNetty();
        Duration grace = SettingsCheck.settings(config).stop().grace();
        // The JVM's own answer to SIGTERM exits with 143, which orchestrators count as a failure.
        Signal.handle(new Signal("TERM"), signal -> stop(grace));
        Quarkus.run(CamelMainApplication.class, args);
    }

    /** Open streams of events would be waited for as any answer that is under way. */
    private static void letViewersGo() {
        ArcContainer container = Arc.container();
        if (container != null && container.isRunning()) {
            container.instance(EventStream.class).get().end();
        }
    }

    private static void stop(Duration grace) {
        Thread limit = new Thread(() -> {
            try {
                Thread.sleep(grace.plus(TO_HAND_BACK).toMillis());
                Runtime.getRuntime().halt(0);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "storyreel-grace");
        limit.setDaemon(true);
        limit.start();
        letViewersGo();
        Quarkus.asyncExit(0);
    }
}
