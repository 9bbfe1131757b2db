package io.storyreel.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy on loopback: tunnels and plain requests, all to one server, whatever their target is called. */
public final class SmallProxy implements AutoCloseable {

    /** The head of every request that came, each as it was sent. */
    public final List<String> heads = new CopyOnWriteArrayList<>();

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    private final int target;

    private final String login;

    private final String refusal;

    /** @param target the port of the server behind it */
    public SmallProxy(int target) throws IOException {
        this(target, null, null);
    }

    /**
     * @param login the {@code Proxy-Authorization} it asks for, or null
     * @param refusal the status it answers everything with, or null
     */
    public SmallProxy(int target, String login, String refusal) throws IOException {
        this.target = target;
        this.login = login;
        this.refusal = refusal;
        start(this::listen);
    }

    /** {@code 127.0.0.1:port}. */
    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                start(() -> talk(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            String head = head(in);
            heads.add(head);
            while (login != null && !head.contains("Proxy-Authorization: " + login + "\r\n")) {
                say(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\n"
                        + "Content-Length: 0");
                head = head(in);
                heads.add(head);
            }
            if (refusal != null) {
                say(client, refusal + "\r\nContent-Length: 0\r\nConnection: close");
                return;
            }
            passOn(head, in, client);
        } catch (IOException over) {
            // one side has gone
        }
    }

    private void passOn(String head, InputStream in, Socket client) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            if (head.startsWith("CONNECT ")) {
                say(client, "200 Connection established");
            } else {
                server.getOutputStream().write(head.replaceFirst(" http://[^/ ]+", " ")
                        .replaceAll("(?m)^Proxy-.*\r\n", "").getBytes(StandardCharsets.ISO_8859_1));
            }
            start(() -> pour(in, server));
            pour(server.getInputStream(), client);
        }
    }

    private static void say(Socket client, String head) throws IOException {
        client.getOutputStream().write(("HTTP/1.1 " + head + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the client went");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    static void pour(InputStream from, Socket to) {
        byte[] buffer = new byte[8 * 1024];
        try {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.getOutputStream().write(buffer, 0, n);
                to.getOutputStream().flush();
            }
            to.shutdownOutput();
        } catch (IOException over) {
            // one side has gone
        }
    }

    static void start(Runnable work) {
        Thread thread = new Thread(work, "small-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
