package io.storyreel.download;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves host names to public addresses only, so that a video's address cannot make us read from our own network.
 *
 * <p>The HTTP client connects to exactly what is returned here, literal addresses included, so a name whose answer
 * changes between check and use (DNS rebinding) gains nothing. Of a host with both public and private addresses the
 * public ones remain. {@code storyreel.download.allow-private-addresses=true} lets every address pass.
 */
@ApplicationScoped
@Unremovable
public class PublicAddresses implements DnsResolver {

    private final boolean all;

    /** Reads the one setting that opens private networks. */
    public PublicAddresses(StoryreelSettings settings) {
        this.all = settings.download().allowPrivateAddresses();
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = InetAddress.getAllByName(host);
        InetAddress[] usable = all ? found
                : Arrays.stream(found).filter(PublicAddresses::isPublic).toArray(InetAddress[]::new);
        if (usable.length == 0) {
            throw new AddressRefused("Host " + host + " leads to the private address " + found[0].getHostAddress()
                    + "; refused unless storyreel.download.allow-private-addresses=true");
        }
        return usable;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return resolve(host)[0].getCanonicalHostName();
    }

    /** Whether an address is globally reachable by the IANA special-purpose registries (RFC 6890). */
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isLoopbackAddress() || address.isLinkLocalAddress()
                || address.isSiteLocalAddress() || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isPublicIpv4(bytes) : isPublicIpv6((Inet6Address) address, bytes);
    }

    private static boolean isPublicIpv4(byte[] ip) {
        return !(in(ip, 8, 0)                       // "this network", RFC 791
                || in(ip, 8, 10)                    // RFC 1918
                || in(ip, 10, 100, 64)              // carrier-grade NAT, RFC 6598
                || in(ip, 8, 127)
                || in(ip, 16, 169, 254)             // link-local, cloud metadata
                || in(ip, 12, 172, 16)
                || in(ip, 24, 192, 0, 0)            // IETF protocol assignments
                || in(ip, 24, 192, 0, 2)            // documentation, RFC 5737
                || in(ip, 24, 192, 88, 99)          // 6to4 relays
                || in(ip, 16, 192, 168)
                || in(ip, 15, 198, 18)              // benchmarks, RFC 2544
                || in(ip, 24, 198, 51, 100)
                || in(ip, 24, 203, 0, 113)
                || in(ip, 4, 224)                   // multicast
                || in(ip, 4, 240));                 // reserved, broadcast
    }

    private static boolean isPublicIpv6(Inet6Address address, byte[] ip) {
        if (address.isIPv4CompatibleAddress() || in(ip, 96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff)) {
            return isPublicIpv4(Arrays.copyOfRange(ip, 12, 16));
        }
        if (in(ip, 96, 0, 0x64, 0xff, 0x9b)) {      // NAT64, RFC 6052
            return isPublicIpv4(Arrays.copyOfRange(ip, 12, 16));
        }
        if (in(ip, 16, 0x20, 0x02)) {               // 6to4, RFC 3056
            return isPublicIpv4(Arrays.copyOfRange(ip, 2, 6));
        }
        return in(ip, 3, 0x20)                      // global unicast is 2000::/3 and nothing else
                && !in(ip, 23, 0x20, 0x01, 0)       // protocol assignments with Teredo, RFC 2928
                && !in(ip, 32, 0x20, 0x01, 0x0d, 0xb8)
                && !in(ip, 20, 0x3f, 0xff);         // documentation, RFC 9637
    }

    /** Whether the first {@code bits} of an address are those of {@code prefix}, missing bytes of which are 0. */
    private static boolean in(byte[] ip, int bits, int... prefix) {
        for (int i = 0; i * 8 < bits; i++) {
            int mask = 0xff << Math.max(0, 8 - (bits - i * 8)) & 0xff;
            int wanted = i < prefix.length ? prefix[i] : 0;
            if (((ip[i] ^ wanted) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
