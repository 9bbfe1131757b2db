package io.storyreel.web;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;

/**
 * Sees to it that callers who say nothing, or say it slowly, keep nobody else out: each port has a
 * {@link WaitingRoom} of its own. Netty asks for it by the service file of this name, see
 * {@link #isAskedForByNetty()}.
 */
public final class Doorkeeper extends ChannelInitializerExtension {

    /** Connections of one port at once. */
    static final int MOST = 1_000;

    private final Map<Channel, WaitingRoom> rooms = new ConcurrentHashMap<>();

    /** To be said before the first server is started: by itself Netty looks for no such extensions. */
    public static void isAskedForByNetty() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    @Override
    public void postInitializeServerChildChannel(Channel connection) {
        Channel port = connection.parent();
        WaitingRoom room = rooms.computeIfAbsent(port, opened -> {
            opened.closeFuture().addListener(closed -> rooms.remove(opened));
            return new WaitingRoom(MOST, opened.eventLoop());
        });
        // Before all else, so that it sees the bytes as they come.
        connection.pipeline().addFirst("storyreel-caller", new Caller(room));
    }
}
