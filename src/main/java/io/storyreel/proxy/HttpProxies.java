package io.storyreel.proxy;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.quarkus.arc.Unremovable;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Which proxy leads to a host. {@code storyreel.http.proxy} is for all of them; without it count the JVM's properties
 * ({@code https.proxyHost}, {@code http.nonProxyHosts} ..), then the environment ({@code HTTPS_PROXY}, {@code NO_PROXY}
 * ..), each for the scheme in its name and never for this machine. {@code storyreel.http.no-proxy} counts always.
 */
@ApplicationScoped
@Unremovable
public class HttpProxies {

    private static final StoryLog LOG = StoryLog.of("storyreel.http");

    private static final DirectHosts THIS_MACHINE = DirectHosts.of("localhost,127.0.0.0/8,::1");

    private final Optional<ProxyAddress> everywhere;

    private final DirectHosts direct;

    private final UnaryOperator<String> property;

    private final Map<String, String> environment;

    /** Reads the settings, the JVM's properties and the environment. */
    @Inject
    public HttpProxies(StoryreelSettings settings) {
        this(settings, System::getProperty, System.getenv());
    }

    HttpProxies(StoryreelSettings settings, UnaryOperator<String> property, Map<String, String> environment) {
        this.everywhere = settings.http().proxy().map(text -> ProxyAddress.parse(text).orElseThrow());
        this.direct = DirectHosts.of(settings.http().noProxy().orElse(""));
        this.property = property;
        this.environment = environment;
        Stream.of("https", "http").filter(scheme -> everywhere.isEmpty() && property(scheme).isEmpty())
                .map(scheme -> variable(scheme + "_proxy")).flatMap(Optional::stream)
                .filter(text -> ProxyAddress.parse(text).isEmpty()).findFirst()
                .ifPresent(text -> LOG.warn(LogEvent.PROXY_IGNORED,
                        "HTTPS_PROXY or HTTP_PROXY is not http://host:port and is not used; "
                        + "storyreel.http.proxy wins over it"));
    }

    /**
     * The proxy on the way to a host.
     *
     * @param scheme {@code http} or {@code https}
     * @param port -1 for the scheme's own
     * @return empty where it is asked directly
     */
    public Optional<ProxyAddress> to(String scheme, String host, int port) {
        int asked = port >= 0 ? port : scheme.equals("https") ? 443 : 80;
        if (direct.include(host, asked)) {
            return Optional.empty();
        }
        if (everywhere.isPresent()) {
            return everywhere;
        }
        if (THIS_MACHINE.include(host, asked)) {
            return Optional.empty();
        }
        Optional<ProxyAddress> ofTheJvm = property(scheme);
        if (ofTheJvm.isPresent()) {
            return ofTheJvm.filter(proxy -> !DirectHosts.ofTheJvm(Optional.ofNullable(property.apply(
                    "http.nonProxyHosts")).orElse("")).include(host, asked));
        }
        return variable(scheme + "_proxy").flatMap(ProxyAddress::parse)
                .filter(proxy -> !DirectHosts.of(variable("no_proxy").orElse("")).include(host, asked));
    }

    private Optional<ProxyAddress> property(String scheme) {
        String host = property.apply(scheme + ".proxyHost");
        if (host == null || host.isBlank()) {
            return Optional.empty();
        }
        String port = property.apply(scheme + ".proxyPort");
        String fallback = scheme.equals("https") ? "443" : "80";
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return ProxyAddress.parse(shown + ":" + (port == null || port.isBlank() ? fallback : port));
    }

    private Optional<String> variable(String name) {
        return Stream.of(environment.get(name), environment.get(name.toUpperCase(Locale.ROOT)))
                .filter(value -> value != null && !value.isBlank()).findFirst();
    }
}
