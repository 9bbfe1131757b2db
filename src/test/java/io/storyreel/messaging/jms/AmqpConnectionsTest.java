package io.storyreel.messaging.jms;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmqpConnectionsTest {

    @Test
    void theSameBrokerIsFoundByAmqp() {
        assertThat(AmqpConnections.url("tcp://broker:61616?consumerWindowSize=0"))
                .startsWith("amqp://broker:61616?").contains("jms.prefetchPolicy.all=0");
    }

    @Test
    void itsCertificatesAreTakenAlong() {
        assertThat(AmqpConnections.url("tcp://broker:61616?sslEnabled=true&trustStorePath=/etc/a&trustStorePassword=b"))
                .startsWith("amqps://broker:61616?").contains("transport.trustStoreLocation=%2Fetc%2Fa")
                .contains("transport.trustStorePassword=b");
    }

    @Test
    void severalBrokersAreTriedOneAfterTheOther() {
        assertThat(AmqpConnections.url("(tcp://a:61616,tcp://b:61617)?ha=true"))
                .startsWith("failover:(amqp://a:61616,amqp://b:61617)?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://broker:61616", "(tcp://a:61616,tcp://b:61617)?ha=true", "udp://231.7.7.7:9876",
        "tcp://[::1]:61616?sslEnabled=true&verifyHost=false"})
    void theAddressIsOneThatTheClientReads(String artemis) {
        assertThat(new org.apache.qpid.jms.JmsConnectionFactory(AmqpConnections.url(artemis)).getRemoteURI())
                .isNotNull();
    }
}
