package io.storyreel.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;

import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {

    private final PublicAddresses addresses = new PublicAddresses(TestSettings.with());

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.255.0.9", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1",
            "172.31.255.255",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "198.18.0.1", "198.19.255.255",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1",
        "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2002:c0a8:101::1", "64:ff9b::10.0.0.1",
        "64:ff9b:1::1", "2001::1", "2001:db8::1", "fec0::1", "100::1", "2130706433"})
    void noPrivateAddressIsResolvedHoweverItIsWritten(String host) {
        assertThatThrownBy(() -> addresses.resolve(host)).isInstanceOf(AddressRefused.class)
                .hasMessageContaining(host).hasMessageContaining("storyreel.download.allow-private-addresses");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "11.0.0.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1",
        "198.17.0.1", "198.20.0.1", "192.0.1.1", "223.255.255.1", "2606:4700::1111", "2001:4860:4860::8888",
        "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"})
    void theNeighboursOfPrivateNetworksArePublic(String host) throws UnknownHostException {
        assertThat(addresses.resolve(host)).containsExactly(InetAddress.getByName(host));
    }

    @Test
    void aNameThatLeadsHomeIsRefused() {
        assertThatThrownBy(() -> addresses.resolve("localhost")).isInstanceOf(AddressRefused.class);
    }

    @Test
    void everyAddressPassesWhereTheSettingsSaySo() throws UnknownHostException {
        PublicAddresses all = new PublicAddresses(
                TestSettings.with("storyreel.download.allow-private-addresses", "true"));

        assertThat(all.resolve("127.0.0.1")).hasSize(1);
    }
}
