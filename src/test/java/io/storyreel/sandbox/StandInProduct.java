package io.storyreel.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpServer;

/** Behaves in a process as the product does, as far as whoever starts and stops it can tell. */
public final class StandInProduct {

    private StandInProduct() {
    }

    /** Serves until it is told to end. */
    public static void main(String... args) throws IOException {
        if (System.getenv("STORYREEL_API_KEY") == null) {
            System.err.println("storyreel.api.key is missing");
            System.exit(1);
        }
        System.out.println("started");
        // Halting from a hook is how a JVM that was sent a SIGTERM ends with 0.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            System.out.println("stopped in good order");
            Runtime.getRuntime().halt(0);
        }));
        serve("QUARKUS_MANAGEMENT_PORT", "{\"status\":\"UP\"}");
        serve("QUARKUS_HTTP_PORT", "{\"state\":\"generating\",\"progress_percentage\":40}");
    }

    private static void serve(String port, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1",
                Integer.parseInt(System.getenv(port))), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        server.start();
    }
}
