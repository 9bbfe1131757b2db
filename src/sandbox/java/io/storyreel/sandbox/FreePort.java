package io.storyreel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports nobody listens on. Another process may be quicker to take one, so take it soon after. */
public final class FreePort {

    /**
     * Below those that systems give to outgoing connections, of which one could be quicker than whoever wants this one.
     */
    private static final int FIRST = 12_000;

    private static final int LAST = 32_000;

    private static final int TRIES = 100;

    private FreePort() {
    }

    /** Any port that is free on all addresses. */
    public static int any() {
        for (int tries = 1;; tries++) {
            try {
                return tryToBind(ThreadLocalRandom.current().nextInt(FIRST, LAST));
            } catch (UncheckedIOException taken) {
                if (tries == TRIES) {
                    throw taken;
                }
            }
        }
    }

    /** The wanted port, or any other when that one is taken. */
    public static int preferring(int wanted) {
        try {
            return tryToBind(wanted);
        } catch (UncheckedIOException taken) {
            return any();
        }
    }

    /** Nothing happens when that port is free; otherwise whoever has it would be taken for whom we are to start. */
    static void require(int port) {
        if (preferring(port) != port) {
            throw new IllegalStateException("Something else listens on port " + port);
        }
    }

    private static int tryToBind(int port) {
        // All addresses, because the product listens on all of them.
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("0.0.0.0"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
