package io.storyreel.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

import kafka.Kafka;
import kafka.tools.StorageTool;

/** The Kafka broker itself, for {@link LocalKafka} to run in a process of its own. */
public final class KafkaBroker {

    private KafkaBroker() {
    }

    /** Runs a broker with the given file of settings until it is told to end, or whoever started it is gone. */
    public static void main(String... args) {
        Thread watch = new Thread(KafkaBroker::endWithItsOwner, "owner-watch");
        watch.setDaemon(true);
        watch.start();
        logWarningsToTheConsole();
        // Any id does for a cluster of one; a folder that is formatted stays as it is.
        StorageTool.execute(new String[] { "format", "--ignore-formatted", "--cluster-id", "c3RvcnlyZWVsLXNhbmRib3",
                "--config", args[0] }, System.out);
        Kafka.main(args);
    }

    /** The owner holds the other end of the standard input, which closes however the owner ends. */
    private static void endWithItsOwner() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // Gone it is.
        }
        Runtime.getRuntime().halt(1);
    }

    private static void logWarningsToTheConsole() {
        Logger root = LogManager.getLogManager().getLogger("");
        // What is there keeps its records for an application of Quarkus, which never starts here.
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new ConsoleHandler());
        root.setLevel(Level.WARNING);
    }
}
