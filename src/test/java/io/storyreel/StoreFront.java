package io.storyreel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

import io.storyreel.LoopbackHost.Request;
import io.storyreel.sandbox.LocalS3;

/**
 * A proxy before a real S3 server, that does to requests and answers what proxies, policies and compatible stores do.
 * Without any of it the server is as it is.
 */
public final class StoreFront implements AutoCloseable {

    private static final Set<String> OF_THE_CONNECTION = Set.of("expect", "connection");

    private final LocalS3 store;

    private final LoopbackHost host;

    /** Answers instead of the store; a null passes the request on. */
    private volatile Instead instead = request -> null;

    /** Changes a header line of the store's answers. */
    private volatile BiFunction<Request, String, String> header = (request, line) -> line;

    /** Listens on a free port. */
    public StoreFront(LocalS3 store) throws IOException {
        this.store = store;
        this.host = new LoopbackHost(this::answer);
    }

    /** What a front says itself. */
    interface Instead {
        byte[] to(Request request);
    }

    /** The address to give to the product. */
    public String endpoint() {
        return host.url("");
    }

    /** Every request that came by a method, for keys that end like that. */
    public List<Request> requests(String method, String end) {
        return host.requests.stream()
                .filter(request -> request.method().equals(method) && request.target().endsWith(end)).toList();
    }

    /** From now on each header line of the store's answers goes through this; null drops it. */
    public StoreFront changing(BiFunction<Request, String, String> line) {
        this.header = line;
        return this;
    }

    /** From now on the store's answers have no header whose name begins like that. */
    public StoreFront dropping(Predicate<Request> such, String header) {
        return changing((request, line) -> such.test(request)
                && line.toLowerCase(Locale.ROOT).startsWith(header) ? null : line);
    }

    /** From now on such requests get this S3 error; one to a HEAD has no body. */
    public StoreFront refusing(Predicate<Request> such, int status, String code, String message, String... headers) {
        return answering(such, status, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code
                + "</Code><Message>" + message + "</Message></Error>", headers);
    }

    /** From now on such requests get this. */
    public StoreFront answering(Predicate<Request> such, int status, String body, String... headers) {
        Instead before = instead;
        this.instead = request -> {
            if (!such.test(request)) {
                return before.to(request);
            }
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                String[] all = Arrays.copyOf(headers, headers.length + 1);
                all[headers.length] = "Content-Type: application/xml\r\nContent-Length: " + content.length;
                LoopbackHost.head(out, status + " No", all);
            } catch (IOException never) {
                throw new IllegalStateException(never);
            }
            if (!request.method().equals("HEAD")) {
                out.writeBytes(content);
            }
            return out.toByteArray();
        };
        return this;
    }

    private void answer(Request request, OutputStream out) throws IOException {
        byte[] own = instead.to(request);
        if (own != null) {
            out.write(own);
            return;
        }
        byte[] answer = pass(request);
        String whole = new String(answer, StandardCharsets.ISO_8859_1);
        int end = whole.indexOf("\r\n\r\n");
        StringBuilder lines = new StringBuilder();
        for (String line : whole.substring(0, end).split("\r\n")) {
            String changed = lines.isEmpty() ? line : header.apply(request, line);
            lines.append(changed == null ? "" : changed + "\r\n");
        }
        out.write(lines.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(answer, end + 4, answer.length - end - 4);
    }

    private byte[] pass(Request request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), store.endpoint().getPort())) {
            StringBuilder head = new StringBuilder(request.method() + " " + request.target() + " HTTP/1.1\r\n");
            request.headers().forEach((name, value) -> {
                if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                    head.append(name).append(": ").append(value).append("\r\n");
                }
            });
            OutputStream out = socket.getOutputStream();
            out.write(head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            out.write(request.body());
            out.flush();
            return socket.getInputStream().readAllBytes();
        }
    }

    @Override
    public void close() throws IOException {
        host.close();
    }
}
