package io.storyreel.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * TLS before a server on loopback, with a certificate of its own for some names. While it is open this JVM trusts it as
 * it would an own CA: by {@code javax.net.ssl.trustStore}.
 */
public final class TlsFront implements AutoCloseable {

    private static final String STORE = "javax.net.ssl.trustStore";

    private static final String PASSWORD = "changeit";

    private final ServerSocket listener;

    private final int target;

    /**
     * @param target the port of the server behind it
     * @param names the hosts it is, {@code dns:api.example,dns:media.example}
     */
    public TlsFront(Path folder, int target, String names) throws Exception {
        this.target = target;
        Path store = folder.resolve("tls.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=test", "-ext", "san=" + names,
                "-storetype",
                "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD).inheritIO().start();
        if (keytool.waitFor() != 0) {
            throw new IOException("no certificate was made");
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        listener = tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        System.setProperty(STORE, store.toString());
        System.setProperty(STORE + "Password", PASSWORD);
        SmallProxy.start(this::listen);
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                SmallProxy.start(() -> talk(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket client) {
        try (client; Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            InputStream in = client.getInputStream();
            SmallProxy.start(() -> SmallProxy.pour(in, server));
            SmallProxy.pour(server.getInputStream(), client);
        } catch (IOException over) {
            // one side has gone
        }
    }

    @Override
    public void close() throws IOException {
        System.clearProperty(STORE);
        System.clearProperty(STORE + "Password");
        listener.close();
    }
}
