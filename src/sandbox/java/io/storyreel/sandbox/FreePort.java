package io.storyreel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds ports nobody listens on. Another process may be quicker to take one, so take it soon after. */
public final class FreePort {

    private FreePort() {
    }

    /** Any port that is free on the loopback address. */
    public static int any() {
        return tryToBind(0);
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
