package io.storyreel.journey;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection over which a test says what no HTTP client would. */
final class RawCall implements AutoCloseable {

    private final Socket socket = new Socket();

    private final StringBuilder heard = new StringBuilder();

    private RawCall(URI server) throws IOException {
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 5_000);
    }

    static RawCall to(URI server) throws IOException {
        return new RawCall(server);
    }

    /** Sends it, each character a byte. One that has been hung up on has nothing more to say. */
    RawCall say(String bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        } catch (SocketException hungUp) {
            heard.append("");
        }
        return this;
    }

    /** All that comes until the server closes the connection, or says nothing for so long. */
    String listen(Duration silence) throws IOException {
        hear(silence);
        return heard.toString();
    }

    /** Whether the server closes the connection before it has said nothing for so long. */
    boolean isClosedWithin(Duration silence) throws IOException {
        return hear(silence);
    }

    private boolean hear(Duration silence) throws IOException {
        socket.setSoTimeout((int) silence.toMillis());
        try {
            InputStream answer = socket.getInputStream();
            for (int next = answer.read(); next >= 0; next = answer.read()) {
                heard.append((char) next);
            }
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
