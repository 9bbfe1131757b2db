package io.storyreel;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A host on loopback that speaks HTTP by hand, so that a test can break it anywhere: whatever the answer wrote, the
 * connection ends when it returns.
 */
public final class LoopbackHost implements AutoCloseable {

    /** Every request that came, in order. */
    public final List<Request> requests = new CopyOnWriteArrayList<>();

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    private volatile Answer answer;

    /** Listens on a free port and answers like that. */
    public LoopbackHost(Answer answer) throws IOException {
        this.answer = answer;
        Thread thread = new Thread(this::serve, "loopback-host");
        thread.setDaemon(true);
        thread.start();
    }

    /** What the host does with a request. */
    public interface Answer {
        void to(Request request, OutputStream out) throws Exception;
    }

    /** A request's method and target as they stood in its first line, its headers by any case, and its body. */
    public record Request(String method, String target, Map<String, String> headers, byte[] body) {

        /** The first byte asked for, 0 where no range was. */
        public int from() {
            String range = headers.get("Range");
            return range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        }
    }

    /** An ordinary host: ranges, a strong entity tag, the length told. */
    public static Answer serving(byte[] video, String etag) {
        return (request, out) -> {
            boolean part = request.from() > 0
                    && etag.equals(request.headers().getOrDefault("If-Range", etag));
            int from = part ? request.from() : 0;
            head(out, part ? "206 Partial Content" : "200 OK", "ETag: " + etag,
                    "Content-Length: " + (video.length - from), part
                            ? "Content-Range: bytes " + from + "-" + (video.length - 1) + "/" + video.length : "X: y");
            out.write(video, from, video.length - from);
        };
    }

    /** Begins as a host with the whole video would and cuts the connection after some bytes. */
    public static Answer cutting(byte[] video, int after, String... headers) {
        return (request, out) -> {
            head(out, "200 OK", headers);
            out.write(video, 0, after);
        };
    }

    /** Takes the request and ends the connection by a reset. */
    public static Answer resetting() {
        return (request, out) -> {
            throw new Reset();
        };
    }

    /** Writes an answer's first lines. */
    public static void head(OutputStream out, String status, String... headers) throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\n" + String.join("\r\n", headers)
                + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** From now on the host does this. */
    public void nowAnswers(Answer other) {
        this.answer = other;
    }

    /** The address of a target here. */
    public String url(String target) {
        return "http://127.0.0.1:" + port() + target;
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread thread = new Thread(() -> talk(socket), "loopback-host-talk");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            try {
                Request request = read(new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
                requests.add(request);
                answer.to(request, socket.getOutputStream());
                socket.getOutputStream().flush();
            } catch (Reset wanted) {
                socket.setSoLinger(true, 0);
            }
        } catch (Exception theClientWent) {
            // a test that wants to know asks its own answer
        }
    }

    private static Request read(InputStream in, OutputStream out) throws IOException {
        String[] first = line(in).split(" ");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            headers.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1).strip());
        }
        if (headers.containsKey("Expect")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
        return new Request(first[0], first[1], headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the client went");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** Thrown by an answer to end the connection as a crashed host does. */
    private static final class Reset extends Exception {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
