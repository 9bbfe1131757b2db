package io.storyreel.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;

/**
 * Sees to it that callers who say nothing, or say it slowly, keep nobody else out: each port has a
 * {@link PendingConnections} of its own. Netty asks for it by the service file of this name, see
 * {@link #isAskedForByNetty()}.
 */
public final class ConnectionGuard extends ChannelInitializerExtension {

    /** Connections of one port at once. */
    static final int MOST = 1_000;

    private final Map<Channel, PendingConnections> rooms = new ConcurrentHashMap<>();

    /** To be said before the first server is started: by itself Netty looks for no such extensions. */
    public static void isAskedForByNetty() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    @Override
    public void postInitializeServerChildChannel(Channel connection) {
        Channel port = connection.parent();
        PendingConnections room = rooms.computeIfAbsent(port, opened -> {
            opened.closeFuture().addListener(closed -> rooms.remove(opened));
            return new PendingConnections(MOST, opened.eventLoop());
        });
        // Before all else, so that it sees the bytes as they come.
        connection.pipeline().addFirst("storyreel-caller", new ClientConnection(room));
    }
}
