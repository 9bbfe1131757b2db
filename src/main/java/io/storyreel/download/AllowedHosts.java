package io.storyreel.download;

import java.net.IDN;
import java.util.List;
import java.util.Locale;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.DeliveryFaults;
import io.storyreel.fault.StoryFault;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Decides by name which hosts videos are fetched from: {@code storyreel.download.allowed-hosts}, for the video's
 * address and for each hop of a redirect. Which <em>addresses</em> a name may lead to is {@link PublicAddresses}' to
 * say.
 */
@ApplicationScoped
@Unremovable
public class AllowedHosts {

    private final List<String> patterns;

    private final boolean plainHttpToo;

    /** Reads the patterns; a port or a scheme in one of them never matches. */
    public AllowedHosts(StoryreelSettings settings) {
        this.patterns = settings.download().allowedHosts().stream().map(AllowedHosts::normal).toList();
        this.plainHttpToo = settings.download().allowPrivateAddresses();
    }

    /**
     * Passes for an address that may be fetched.
     *
     * @throws StoryFault lasting VIDEO_URL_REFUSED, naming the host and the setting
     */
    void check(VideoUrl url) throws StoryFault {
        if (url.scheme().equals("http") && !plainHttpToo) {
            throw DeliveryFaults.refused("The video is offered by plain http on host " + url.host()
                    + "; only https is fetched unless storyreel.download.allow-private-addresses=true");
        }
        if (!allows(url.host())) {
            throw DeliveryFaults.refused("Host " + url.host() + " is not in storyreel.download.allowed-hosts "
                    + String.join(",", patterns));
        }
    }

    /** Whether a host, in any writing, matches a pattern; {@code *.x} covers the hosts below x, not x itself. */
    boolean allows(String host) {
        String name = normal(host);
        return patterns.stream().anyMatch(pattern -> pattern.startsWith("*.")
                ? name.length() > pattern.length() - 1 && name.endsWith(pattern.substring(1))
                : name.equals(pattern));
    }

    private static String normal(String host) {
        String name = host.strip();
        boolean below = name.startsWith("*.");
        String bare = below ? name.substring(2) : name;
        bare = bare.startsWith("[") && bare.endsWith("]") ? bare.substring(1, bare.length() - 1) : bare;
        try {
            bare = IDN.toASCII(bare, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException notAName) {
            // stays as it is written and so matches nothing that can be resolved
        }
        bare = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        return (below ? "*." : "") + bare.toLowerCase(Locale.ROOT);
    }
}
