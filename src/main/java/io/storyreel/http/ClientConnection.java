package io.storyreel.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;

/** One connection: how far its caller is with his request, and how long he is waited for. */
final class ClientConnection extends ChannelInboundHandlerAdapter {

    /** For the first byte of a connection and the last one of a request's headers, in seconds. */
    static final int HEADERS = 10;

    /** For the last byte of its body. */
    static final int BODY = 60;

    /** For the next request: a little longer than proxies keep a connection that nobody needs. */
    static final int NEXT = 75;

    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class.getName());

    private enum Saying {
        NOTHING, HEADERS, BODY, ALL
    }

    private final PendingConnections room;

    private Saying saying = Saying.NOTHING;

    private Channel connection;

    ClientConnection(PendingConnections room) {
        this.room = room;
    }

    /** Whose connection this is; null where nobody keeps the door. */
    static ClientConnection of(Channel connection) {
        return connection.attr(KEY).get();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        connection = context.channel();
        connection.attr(KEY).set(this);
        room.enter(connection, HEADERS);
        super.channelActive(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        if (saying == Saying.NOTHING) {
            saying = Saying.HEADERS;
            room.await(connection, HEADERS);
        }
        super.channelRead(context, bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (connection != null) {
            room.leave(connection);
        }
        super.channelInactive(context);
    }

    /** The headers are there. Like the two below to be called by the connection's own thread. */
    void hasSaidHeaders() {
        saying = Saying.BODY;
        room.await(connection, BODY);
    }

    /** The request is whole, unless it has been answered before that. */
    void hasSaidAll() {
        if (saying == Saying.BODY) {
            saying = Saying.ALL;
            room.isHeard(connection);
        }
    }

    /** He may ask for the next thing. */
    void isAnswered() {
        saying = Saying.NOTHING;
        if (connection.isActive()) {
            room.await(connection, NEXT);
        }
    }
}
