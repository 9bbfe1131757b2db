package io.storyreel.sandbox;

import java.net.URI;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;

import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/**
 * The S3 server itself. {@link LocalS3} loads this class in a separate class path and knows it only by the JDK's
 * interfaces: closing it stops it, and as a supplier it gives its port.
 */
public final class S3ProxyServer implements AutoCloseable, IntSupplier {

    static {
        // In this class path SLF4J has nowhere to log to, on purpose, and need not say so.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
    }

    private final S3Proxy proxy;

    /**
     * Starts serving objects on the port, 0 for a free one.
     *
     * @param folder  where the objects lie; empty: in memory
     * @param watcher told of each operation on an object that was done, by its HTTP method and key
     */
    public S3ProxyServer(String folder, int port, String accessKey, String secretKey,
            BiConsumer<String, String> watcher) throws Exception {
        BlobStore objects = folder.isEmpty() ? new TransientNio2BlobStore() : new FilesystemNio2BlobStore(folder);
        this.proxy = S3Proxy.builder()
                .blobStore(new WatchedBlobStore(objects, watcher))
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKey, secretKey)
                .build();
        proxy.start();
    }

    @Override
    public int getAsInt() {
        return proxy.getPort();
    }

    @Override
    public void close() throws Exception {
        proxy.stop();
    }
}
