package io.storyreel.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.storyreel.LoopbackHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AwsAccessTest {

    private static final String HANDED_OUT = "<AssumeRoleWithWebIdentityResponse"
            + " xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleWithWebIdentityResult><Credentials>"
            + "<AccessKeyId>AKIAFROMSTS</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
            + "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>"
            + "</AssumeRoleWithWebIdentityResponse>";

    private final Map<String, String> before = new HashMap<>();

    @TempDir
    private Path dir;

    @AfterEach
    void restore() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    @Test
    void aWebIdentityIsExchangedWithoutARegionInTheEnvironment() throws Exception {
        Assumptions.assumeTrue(System.getenv("AWS_REGION") == null && System.getenv("AWS_ACCESS_KEY_ID") == null);
        byte[] answer = HANDED_OUT.getBytes(StandardCharsets.UTF_8);
        try (LoopbackHost sts = new LoopbackHost((request, out) -> {
            LoopbackHost.head(out, "200 OK", "Content-Type: text/xml", "Content-Length: " + answer.length);
            out.write(answer);
        })) {
            set("aws.region", null);
            set("aws.webIdentityTokenFile", Files.writeString(dir.resolve("token"), "a.b.c").toString());
            set("aws.roleArn", "arn:aws:iam::123456789012:role/storyreel");
            set("aws.endpointUrlSts", sts.url(""));
            set("aws.configFile", dir.resolve("none").toString());
            set("aws.sharedCredentialsFile", dir.resolve("none").toString());

            assertThat(AwsAccess.of(TestSettings.with("storyreel.s3.region", "eu-central-1").s3())
                    .resolveCredentials().accessKeyId()).isEqualTo("AKIAFROMSTS");
            assertThat(System.getProperty("aws.region")).isEqualTo("eu-central-1");
        }
    }

    @Test
    void aRegionThatIsNamedAlreadyStays() {
        set("aws.region", "ap-south-1");

        AwsAccess.of(TestSettings.with("storyreel.s3.region", "eu-central-1").s3());

        assertThat(System.getProperty("aws.region")).isEqualTo("ap-south-1");
    }

    private void set(String name, String value) {
        before.putIfAbsent(name, System.getProperty(name));
        if (value == null) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, value);
        }
    }
}
