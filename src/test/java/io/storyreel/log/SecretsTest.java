package io.storyreel.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    @ParameterizedTest
    @ValueSource(strings = {"storyreel.api.key", "STORYREEL_API_KEY", "storyreel.ui.token", "storyreel.webhook.secret",
        "storyreel.jms.password", "storyreel.s3.secret-key", "storyreel.db.password",
                "storyreel.kafka.sasl-jaas-config",
        "storyreel.kafka.truststore-password", "camel.component.kafka.sasl-jaas-config",
        "quarkus.datasource.pg.password",
        "aws.secretAccessKey", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"})
    void theValueOfASecretSettingIsNeverShown(String name) {
        assertThat(of(name, "never-show-me").mask("x-never-show-me-y")).isEqualTo("x-***-y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"otel.exporter.otlp.headers", "OTEL_EXPORTER_OTLP_HEADERS",
        "otel.exporter.otlp.traces.headers"})
    void aCollectorsKeysAreNeverShown(String name) {
        Secrets secrets = of(name, "api-key=geheim1,authorization=Bearer%20geheim2");

        assertThat(secrets.mask("sent with geheim1 and Bearer geheim2")).isEqualTo("sent with *** and Bearer ***");
        assertThat(secrets.mask("it said: geheim2")).isEqualTo("it said: ***");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "storyreel.db.url | jdbc:postgresql://db/x?user=u&password=geheim1&ssl=true",
        "storyreel.db.url | jdbc:h2:file:./x;USER=u;PASSWORD=geheim1;MODE=x",
        "storyreel.jms.url | tcp://broker:61616?trustStorePassword=geheim1",
        "storyreel.jms.url | tcp://u:geheim1@broker:61616",
        "storyreel.http.proxy | http://u:geheim1@proxy:3128",
        "storyreel.kafka.sasl-jaas-config | org.x.LoginModule required username=\"u\" password=\"geheim1\";"})
    void noMoreIsThePasswordWithinAnother(String name, String value) {
        assertThat(of(name, value).mask("it said: geheim1 was wrong")).isEqualTo("it said: *** was wrong");
        assertThat(of("storyreel.inbox.dir", "inbox").mask("Cannot open " + value)).doesNotContain("geheim1");
        assertThat(Secrets.withoutPasswords(value)).doesNotContain("geheim1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {
        "tcp://broker:61616?trustStorePassword=ab,cdefgh | ab,cdefgh",
        "tcp://broker:61616?trustStorePassword=ab)cdefgh&x=y | ab)cdefgh",
        "jdbc:postgresql://db/x?password=ab/cd@efgh&ssl=true | ab/cd@efgh",
        "jdbc:postgresql://u:pa/cdefgh@h/x | pa/cdefgh", "tcp://u:p@cdefgh@h:61616 | p@cdefgh",
        "http://u:p,)cdefgh@proxy:3128 | p,)cdefgh", "http://me@corp:p-cdefgh@proxy:3128 | p-cdefgh",
        "x.Module required password=\"a b;cdefgh\"; | a b;cdefgh", "said \\\"password=\\\"a-cdefgh\\\"\\\" | a-cdefgh"})
    void aPasswordMayHoldWhatEndsAnAddressElsewhere(String value, String password) {
        assertThat(Secrets.withoutPasswords("Cannot open " + value)).startsWith("Cannot open ")
                .doesNotContain("cdefgh");
        assertThat(of("storyreel.jms.url", value).mask("it said: " + password)).isEqualTo("it said: ***");
    }

    @Test
    void ofAListOfAddressesEachKeepsItsHostAndLosesItsPassword() {
        String list = "failover:(tcp://u:geheim1@a:1?trustStorePassword=geheim2,"
                + "tcp://v:geheim3@b:2?keyPassword=geheim4)";

        assertThat(Secrets.withoutPasswords(list)).isEqualTo(
                "failover:(tcp://u:***@a:1?trustStorePassword=***,tcp://v:***@b:2?keyPassword=***)");
        assertThat(of("storyreel.jms.url", list).mask("geheim1 geheim2 geheim3 geheim4")).isEqualTo("*** *** *** ***");
    }

    @Test
    void whatIsNoSecretStaysAsItIs() {
        Secrets secrets = of("storyreel.db.password", "storyreel");
        String text = "storyreel: the ledger at jdbc:h2:file:./data/storyreel, see http://localhost:8080/a?b=c@d";

        assertThat(secrets.mask(text)).isSameAs(text);
    }

    @Test
    void ofTwoSecretsTheLongerIsMaskedWhole() {
        Secrets secrets = of("storyreel.api.key", "secret-1", "storyreel.ui.token", "secret-1-and-more");

        assertThat(secrets.mask("secret-1-and-more secret-1")).isEqualTo("*** ***");
    }

    @Test
    void aSettingWhoseExpressionLeadsNowhereHidesNoOther() {
        Secrets secrets = of("storyreel.db.password", "${nowhere}", "storyreel.ui.token", "never-show-me");

        assertThat(secrets.mask("never-show-me")).isEqualTo("***");
    }

    private static Secrets of(String... namesAndValues) {
        Map<String, String> values = new java.util.HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Secrets.in(new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(values, "test", 100)).build());
    }
}
