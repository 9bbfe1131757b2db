package io.storyreel.startup;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

import io.smallrye.config.SmallRyeConfig;
import io.storyreel.text.UrlParts;

/** Tells in one line that a port can't be opened, above all that somebody else has it. */
final class PortCheck {

    private static final String HTTP = "quarkus.http";

    private static final String MANAGEMENT = "quarkus.management";

    private PortCheck() {
    }

    static Optional<String> problem(SmallRyeConfig config) {
        return number(config, HTTP).or(() -> number(config, MANAGEMENT)).or(() -> same(config))
                .or(() -> taken(config, HTTP)).or(() -> taken(config, MANAGEMENT));
    }

    private static Optional<String> number(SmallRyeConfig config, String prefix) {
        try {
            if (port(config, prefix) >= 0 && port(config, prefix) <= UrlParts.HIGHEST_PORT) {
                return Optional.empty();
            }
        } catch (IllegalArgumentException notOne) {
            // said below
        }
        return Optional.of(prefix + ".port must be a whole number from 0 (any that is free) to "
                + UrlParts.HIGHEST_PORT);
    }

    private static Optional<String> same(SmallRyeConfig config) {
        int port = port(config, HTTP);
        return port != 0 && port == port(config, MANAGEMENT)
                ? Optional.of(MANAGEMENT + ".port must not be the same as " + HTTP + ".port") : Optional.empty();
    }

    private static Optional<String> taken(SmallRyeConfig config, String prefix) {
        int port = port(config, prefix);
        String host = config.getOptionalValue(prefix + ".host", String.class).orElse("0.0.0.0");
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (port == 0) {
            return Optional.empty();
        }
        if (address.isUnresolved()) {
            return Optional.of(prefix + ".host: there is no host " + host);
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return Optional.empty();
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            return Optional.of(why.contains("in use")
                    ? prefix + ".port: port " + port + " is in use, by another Storyreel or some other program"
                    : why.contains("assign") ? prefix + ".host: " + host + " is no address of this machine"
                            : prefix + ".port: port " + port + " can't be opened: " + why);
        }
    }

    private static int port(SmallRyeConfig config, String prefix) {
        return config.getOptionalValue(prefix + ".port", Integer.class).orElse(prefix.equals(HTTP) ? 8080 : 9000);
    }
}
