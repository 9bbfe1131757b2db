package io.storyreel.sandbox;

import java.net.URI;
import java.util.function.IntSupplier;

import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

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

    /** Starts serving the folder's objects on the port, 0 for a free one. */
    public S3ProxyServer(String folder, int port, String accessKey, String secretKey) throws Exception {
        this.proxy = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(folder))
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
