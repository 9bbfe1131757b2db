package io.storyreel.download;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.DeliveryFaults;
import io.storyreel.fault.StoryFault;
import io.storyreel.proxy.HttpProxies;
import io.storyreel.proxy.ProxiedRoutes;
import io.storyreel.settings.StoryreelSettings;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.Timeout;

/**
 * GETs from media hosts. Redirects are followed by hand so that each hop is checked; nothing is retried, remembered or
 * decompressed, and no header of the story service's API, its key least of all, is ever sent here.
 *
 * <p>Connecting takes at most {@code storyreel.api.connect-timeout}; a host that sends no byte for
 * {@code storyreel.api.response-timeout} counts as a cut connection.
 */
@ApplicationScoped
@Unremovable
public class VideoHttp {

    static final int MAX_REDIRECTS = 5;

    private static final int MAX_CONNECTIONS = 64;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final AllowedHosts allowed;

    private final InterruptWatch interrupts = new InterruptWatch();

    private final PublicAddresses addresses;

    private final HttpProxies proxies;

    private final CloseableHttpClient direct;

    private final CloseableHttpClient proxied;

    /** Builds the clients; they connect to nothing yet. */
    public VideoHttp(StoryreelSettings settings, AllowedHosts allowed, PublicAddresses addresses, HttpProxies proxies) {
        this.allowed = allowed;
        this.addresses = addresses;
        this.proxies = proxies;
        this.direct = client(settings, addresses).build();
        // It connects to proxies only, which may well be in our own network.
        HttpClientBuilder throughAProxy = client(settings, SystemDefaultDnsResolver.INSTANCE);
        new ProxiedRoutes(proxies).configure(throughAProxy);
        this.proxied = throughAProxy.build();
    }

    private static HttpClientBuilder client(StoryreelSettings settings, DnsResolver resolver) {
        Timeout connect = Timeout.of(settings.api().connectTimeout());
        Timeout silence = Timeout.of(settings.api().responseTimeout());
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(resolver)
                        .setMaxConnTotal(MAX_CONNECTIONS)
                        .setMaxConnPerRoute(MAX_CONNECTIONS)
                        .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(connect).build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(connect).setSocketTimeout(silence).build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(silence).build())
                .setUserAgent("storyreel")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching();
    }

    /**
     * Asks for a video, following at most {@value #MAX_REDIRECTS} redirects.
     *
     * @param headers sent with every hop
     * @return the first answer that is no redirect, whatever its status; to be closed
     * @throws StoryFault lasting VIDEO_URL_REFUSED where a hop leads to a host or address we do not fetch from,
     *         passing VIDEO_UNAVAILABLE where the host cannot be reached or does not answer
     */
    VideoResponse get(VideoUrl url, Map<String, String> headers) throws StoryFault {
        VideoUrl hop = url;
        for (int redirects = 0; ; redirects++) {
            allowed.check(hop);
            VideoResponse answer = ask(hop, headers);
            String location = answer.header("Location");
            if (!REDIRECTS.contains(answer.status()) || location == null) {
                return answer;
            }
            answer.close();
            if (redirects == MAX_REDIRECTS) {
                throw DeliveryFaults.unavailable("Host " + url.host() + " redirects more than " + MAX_REDIRECTS
                        + " times", answer.status(), null);
            }
            hop = hop.resolve(location);
        }
    }

    private VideoResponse ask(VideoUrl url, Map<String, String> headers) throws StoryFault {
        HttpGet request = new HttpGet(URI.create(url.toString()));
        // java.net.URI knows no host with an underscore; what was checked is what is connected to
        request.setAuthority(new URIAuthority(url.host(), url.port()));
        request.setHeader("Accept-Encoding", "identity");
        headers.forEach(request::setHeader);
        InterruptWatch.Watched watched = interrupts.over(request::cancel);
        try {
            HttpHost host = new HttpHost(url.scheme(), url.host(), url.port());
            return new VideoResponse(request, clientFor(url).executeOpen(host, request, null), watched);
        } catch (AddressRefused refused) {
            watched.close();
            throw DeliveryFaults.refused(refused.getMessage());
        } catch (UnknownHostException unknown) {
            watched.close();
            throw DeliveryFaults.unavailable("Host " + url.host() + " of the video is unknown to DNS", unknown);
        } catch (IOException unreachable) {
            watched.close();
            throw DeliveryFaults.unavailable("The video's host " + url.host() + " could not be asked: "
                    + unreachable.getMessage(), unreachable);
        }
    }

    /**
     * Behind a proxy it is the proxy that looks the name up. Where it can be looked up here as well, it must not lead
     * into a private network here; where it cannot, its name has been checked.
     */
    private CloseableHttpClient clientFor(VideoUrl url) throws AddressRefused {
        if (proxies.to(url.scheme(), url.host(), url.port()).isEmpty()) {
            return direct;
        }
        try {
            addresses.resolve(url.host());
        } catch (AddressRefused refused) {
            throw refused;
        } catch (UnknownHostException unknownHere) {
            // Networks that are left through a proxy only often know no names of the outside.
        }
        return proxied;
    }

    @PreDestroy
    public void close() throws IOException {
        interrupts.close();
        direct.close();
        proxied.close();
    }
}
