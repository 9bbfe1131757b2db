package io.storyreel.submit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** In the service's place: listens to each call until it ends, however it ends, and never answers. */
final class CallListener implements AutoCloseable {

    /** What was heard of each call that has ended, byte for byte as characters. */
    final List<String> heard = new CopyOnWriteArrayList<>();

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    private final int patience;

    /** @param patience the bytes after which it ends a call by a reset */
    CallListener(int patience) throws IOException {
        this.patience = patience;
        Thread thread = new Thread(this::listen, "call-listener");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    private void listen() {
        while (!listener.isClosed()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (Socket call = listener.accept()) {
                call.setSoLinger(true, 0);
                hear(call.getInputStream(), bytes);
            } catch (IOException itBrokeOff) {
                // whatever was heard counts
            }
            if (bytes.size() > 0) {
                heard.add(bytes.toString(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private void hear(InputStream call, ByteArrayOutputStream bytes) throws IOException {
        byte[] buffer = new byte[1024];
        for (int n = call.read(buffer); n >= 0 && bytes.size() < patience; n = call.read(buffer)) {
            bytes.write(buffer, 0, n);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
