package io.storyreel.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings out of folders that a cluster mounts. */
class MountedSettingsTest {

    @TempDir
    private Path root;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void aPropertiesFileIsReadAsOne() throws Exception {
        write("config/storyreel.properties", "storyreel.s3.bucket=films\nquarkus.http.port=8081\n");
        environment.put("storyreel.settings.dirs", dir("config"));

        assertThat(setting("storyreel.s3.bucket")).isEqualTo("films");
        assertThat(setting("quarkus.http.port")).isEqualTo("8081");
    }

    @Test
    void aFileNamedLikeASettingIsThatSetting() throws Exception {
        write("secrets/storyreel.api.key", "a key, with = and spaces \n");
        environment.put("storyreel.settings.dirs", dir("secrets"));

        assertThat(setting("storyreel.api.key")).isEqualTo("a key, with = and spaces");
    }

    @Test
    void otherFilesAreLeftAlone() throws Exception {
        write("secrets/ca.crt", "-----BEGIN CERTIFICATE-----");
        environment.put("storyreel.settings.dirs", dir("secrets"));

        assertThat(setting("ca.crt")).isNull();
    }

    @Test
    void aKeyStoreNamedLikeASettingIsLeftAlone() throws Exception {
        Files.write(Files.createDirectories(root.resolve("secrets")).resolve("storyreel.p12"),
                new byte[] {'0', (byte) 0x82});
        environment.put("storyreel.settings.dirs", dir("secrets"));

        assertThat(MountedSettings.problem(environment::get)).isEmpty();
        assertThat(setting("storyreel.p12")).isNull();
    }

    @Test
    void aPropertiesFileInAnotherEncodingIsNamed() throws Exception {
        Files.write(Files.createDirectories(root.resolve("config")).resolve("storyreel.properties"),
                "storyreel.s3.bucket=b\u00fccher".getBytes(StandardCharsets.ISO_8859_1));
        environment.put("storyreel.settings.dirs", dir("config"));

        assertThat(MountedSettings.problem(environment::get)).get().asString()
                .contains("storyreel.settings.dirs", "storyreel.properties is not UTF-8");
    }

    @Test
    void whatKubernetesLinksToIsReadOnce() throws Exception {
        write("config/..2026_11_25/storyreel.s3.bucket", "films");
        write("config/..older/storyreel.s3.bucket", "older");
        Path config = root.resolve("config");
        Files.createSymbolicLink(config.resolve("..data"), Path.of("..2026_11_25"));
        Files.createSymbolicLink(config.resolve("storyreel.s3.bucket"), Path.of("..data/storyreel.s3.bucket"));
        environment.put("storyreel.settings.dirs", config.toString());

        assertThat(setting("storyreel.s3.bucket")).isEqualTo("films");
    }

    @Test
    void allThatCamelKMountsIsReadAndASecretWins() throws Exception {
        write("conf.d/_configmaps/one/application.properties", "storyreel.s3.bucket=films\nstoryreel.ui.token=x\n");
        write("conf.d/_secrets/two/storyreel.ui.token", "secret");
        environment.put("CAMEL_K_CONF_D", dir("conf.d"));

        assertThat(setting("storyreel.s3.bucket")).isEqualTo("films");
        assertThat(setting("storyreel.ui.token")).isEqualTo("secret");
    }

    @Test
    void theLaterFolderWins() throws Exception {
        write("a/storyreel.s3.bucket", "from-a");
        write("b/storyreel.s3.bucket", "from-b");
        environment.put("storyreel.settings.dirs", dir("b") + " , " + dir("a"));

        assertThat(setting("storyreel.s3.bucket")).isEqualTo("from-a");
    }

    @Test
    void whatCamelKDidNotMountIsNotMissed() {
        environment.put("CAMEL_K_CONF_D", dir("conf.d"));

        assertThat(MountedSettings.problem(environment::get)).isEmpty();
        assertThat(setting("storyreel.s3.bucket")).isNull();
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        environment.put("storyreel.settings.dirs", dir("nowhere"));

        assertThat(SettingsCheck.problem(config()).orElseThrow()).startsWith("storyreel.settings.dirs")
                .contains("nowhere").hasLineCount(1);
    }

    private void write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private String dir(String path) {
        return root.resolve(path).toString();
    }

    private String setting(String name) {
        return config().getRawValue(name);
    }

    private SmallRyeConfig config() {
        return new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(environment, "environment", 300))
                .withSources(new MountedSettings()).build();
    }
}
