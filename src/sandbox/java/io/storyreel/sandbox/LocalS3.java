package io.storyreel.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 server in this JVM that keeps its objects as files in a folder, so that they outlive it. The server runs in a
 * class path of its own: it needs newer Jackson annotations than the platform brings.
 *
 * <pre>{@code
 * try (LocalS3 s3 = LocalS3.start(folder)) {
 *     s3.createBucket("videos");
 *     s3.client().headObject(r -> r.bucket("videos").key("a.mp4"));
 * }
 * }</pre>
 */
public final class LocalS3 implements AutoCloseable {

    /** The region to name in a client; the server takes any. */
    public static final String REGION = "us-east-1";

    private final AutoCloseable server;

    private final URI endpoint;

    private final S3Client client;

    private LocalS3(AutoCloseable server) {
        this.server = server;
        this.endpoint = URI.create("http://127.0.0.1:" + ((IntSupplier) server).getAsInt());
        this.client = S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.of(REGION))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(accessKey(), secretKey())))
                .build();
    }

    /** Starts a server on a free port that keeps its objects in the given folder, which is made if need be. */
    public static LocalS3 start(Path folder) {
        return start(folder, 0);
    }

    /** Starts a server on the given port, 0 for a free one. */
    public static LocalS3 start(Path folder, int port) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return start(folder.toAbsolutePath().toString(), port, (method, key) -> { });
    }

    /**
     * Starts a server on a free port that tells of each operation on an object once it is done, by its HTTP method and
     * the object's key. It forgets its objects when it ends, if there is no folder.
     */
    public static LocalS3 startWatched(Optional<Path> folder, BiConsumer<String, String> watcher) {
        return start(folder.map(path -> path.toAbsolutePath().toString()).orElse(""), 0, watcher);
    }

    private static LocalS3 start(String folder, int port, BiConsumer<String, String> watcher) {
        try {
            return new LocalS3((AutoCloseable) Server.MAKER
                    .newInstance(folder, port, "sandbox", "sandbox-secret", watcher));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The local S3 server did not start on port " + port, e);
        }
    }

    /** Where clients connect, with path-style addresses. */
    public URI endpoint() {
        return endpoint;
    }

    /** The one access key the server accepts. */
    public String accessKey() {
        return "sandbox";
    }

    /** The secret of that key. */
    public String secretKey() {
        return "sandbox-secret";
    }

    /** A client of this server, closed together with it. */
    public S3Client client() {
        return client;
    }

    /** Makes the bucket unless it is there. */
    public void createBucket(String name) {
        boolean there = client.listBuckets().buckets().stream().anyMatch(bucket -> bucket.name().equals(name));
        if (!there) {
            client.createBucket(request -> request.bucket(name));
        }
    }

    /** Stops the server; its files stay. */
    @Override
    public void close() {
        client.close();
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("The local S3 server did not stop", e);
        }
    }

    /** Loaded with the first server and kept: its many classes take longer than all else that a start does. */
    private static final class Server {

        static final Constructor<?> MAKER = maker();

        private Server() {
        }

        private static Constructor<?> maker() {
            try {
                return SeparateClassPath.open().loadClass("io.storyreel.sandbox.S3ProxyServer")
                        .getConstructor(String.class, int.class, String.class, String.class, BiConsumer.class);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("There is no local S3 server on the class path", e);
            }
        }
    }
}
