package io.storyreel.settings;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.storyreel.settings.Bounds.Filled;
import io.storyreel.settings.Bounds.NotNegative;
import io.storyreel.settings.Bounds.Positive;
import io.storyreel.settings.Bounds.Range;
import io.storyreel.settings.Bounds.WebAddress;

/**
 * Every {@code storyreel.*} setting, typed. docs/configuration.md tells each one's meaning;
 * {@code SettingsCheck} tells a user in one line what is wrong before anything starts.
 */
@StaticInitSafe
@ConfigMapping(prefix = "storyreel")
public interface StoryreelSettings {

    Api api();

    Request request();

    Credits credits();

    Images images();

    Http http();

    Inbox inbox();

    Outbox outbox();

    Jms jms();

    Kafka kafka();

    Sqs sqs();

    Queues queues();

    S3 s3();

    Webhook webhook();

    Track track();

    Download download();

    Db db();

    Templates templates();

    Ui ui();

    Settings settings();

    Stop stop();

    /** The story service and how hard it may be driven. */
    interface Api {
        @WithDefault("https://api.vimmerse.net")
        @WebAddress
        URI baseUrl();

        /** Sent as {@code X-Api-Key}. Never logged, never in a result, page, metric or error. */
        @Filled(hint = "set it to your API key")
        String key();

        /** How the service is spoken to: form, json or v2. A story keeps the one it was taken up in. */
        @WithDefault("form")
        String dialect();

        @WithDefault("10s")
        @Positive
        Duration connectTimeout();

        @WithDefault("60s")
        @Positive
        Duration responseTimeout();

        @WithDefault("15m")
        @Positive
        Duration stageTimeout();

        @WithDefault("8")
        @Range(from = 1, to = 1000)
        int maxConcurrent();

        /** 0: no limit. */
        @WithDefault("0")
        @NotNegative(zero = "no limit")
        int requestsPerSecond();

        @WithDefault("5")
        @NotNegative
        int maxRetries();

        @WithDefault("1s")
        @Positive
        Duration retryDelay();

        @WithDefault("60s")
        @Positive
        Duration retryMaxDelay();

        @WithDefault("wait")
        OnInsufficientCredit onInsufficientCredit();

        @WithDefault("5m")
        @Positive
        Duration creditRetryInterval();

        @WithDefault("park")
        OnUncertainSubmit onUncertainSubmit();
    }

    /** What a 402 does to the queue of stories. */
    enum OnInsufficientCredit {
        WAIT, FAIL
    }

    /** What becomes of a POST whose answer was lost. */
    enum OnUncertainSubmit {
        PARK, RETRY
    }

    /** What stories cost. */
    interface Credits {
        /** Credits a second of video by its tool, where they differ from what the service has published. */
        @NotNegative
        Map<String, BigDecimal> rates();

        /** The highest estimate of a request that is taken up. */
        @NotNegative
        Optional<BigDecimal> maxPerRequest();

        /** What all replicas together may spend on a UTC day. */
        @NotNegative
        Optional<BigDecimal> maxPerDay();
    }

    /** What a request may ask for. */
    interface Request {
        /** The highest {@code scene_count}: each scene is paid for. */
        @WithDefault("100")
        @Range(from = 1, to = 100_000)
        int maxScenes();
    }

    /** How large image files may be, each and all of a request together. */
    interface Images {
        @WithDefault("50M")
        @Positive
        MemorySize maxSize();

        @WithDefault("200M")
        MemorySize maxTotal();
    }

    /** How calls to the service and downloads leave this network. */
    interface Http {
        /** {@code http://user:password@host:port}; the password is never logged. */
        Optional<String> proxy();

        /** Hosts that are asked directly, as NO_PROXY is written. */
        Optional<String> noProxy();
    }

    /** The folder requests are dropped in. */
    interface Inbox {
        @WithDefault("true")
        boolean enabled();

        @WithDefault("inbox")
        Path dir();

        @WithDefault("500ms")
        @NotNegative
        Duration settleTime();

        @WithDefault("10M")
        @Positive
        MemorySize maxSize();
    }

    /** The folder results are written to. */
    interface Outbox {
        @WithDefault("outbox")
        Path dir();
    }

    /** ActiveMQ Artemis as a channel in and out. */
    interface Jms {
        @WithDefault("false")
        boolean enabled();

        @WithDefault("tcp://localhost:61616")
        String url();

        Optional<String> username();

        Optional<String> password();

        @WithDefault("storyreel.requests")
        String requestQueue();

        @WithDefault("storyreel.results")
        String resultQueue();

        @WithDefault("storyreel.rejected")
        String rejectedQueue();
    }

    /** Kafka as a channel in and out. */
    interface Kafka {
        @WithDefault("false")
        boolean enabled();

        @WithDefault("localhost:9092")
        String brokers();

        @WithDefault("storyreel.requests")
        String requestTopic();

        @WithDefault("storyreel.results")
        String resultTopic();

        @WithDefault("storyreel.rejected")
        String rejectedTopic();

        @WithDefault("storyreel")
        String group();

        /** This and those below as Kafka names them; what is not set is as {@code camel.component.kafka.*} says. */
        Optional<String> securityProtocol();

        Optional<String> saslMechanism();

        /** Holds a password: never logged. */
        Optional<String> saslJaasConfig();

        Optional<Path> truststore();

        Optional<String> truststorePassword();

        Optional<Path> keystore();

        Optional<String> keystorePassword();
    }

    /** SQS as a channel in and out. Queues are named by name, URL or ARN. */
    interface Sqs {
        @WithDefault("false")
        boolean enabled();

        Optional<URI> endpoint();

        @WithDefault("us-east-1")
        String region();

        /** Without it and the next one those of S3 hold. */
        Optional<String> accessKey();

        Optional<String> secretKey();

        @WithDefault("storyreel-requests")
        String requestQueue();

        @WithDefault("storyreel-results")
        String resultQueue();

        @WithDefault("storyreel-rejected")
        String rejectedQueue();
    }

    /** What holds for the messages of all queues. */
    interface Queues {
        /** Whether a request is taken out of the envelope of SNS, EventBridge or CloudEvents. */
        @WithDefault("true")
        boolean unwrap();
    }

    /** The object store. */
    interface S3 {
        @WithDefault("storyreel-videos")
        @Filled
        String bucket();

        @WebAddress
        Optional<URI> endpoint();

        @WithDefault("us-east-1")
        @Filled
        String region();

        @WithDefault("false")
        boolean pathStyle();

        Optional<String> accessKey();

        Optional<String> secretKey();

        @WithDefault("false")
        boolean createBucket();

        @WithDefault("videos/{yyyy}/{MM}/{dd}/{request_id}.mp4")
        String keyTemplate();

        /** Further buckets that requests may name; {@link AllowedBuckets} reads them. */
        Optional<List<String>> allowedBuckets();

        /** By what the store can tell that an upload has arrived whole. Object Lock asks for one. */
        @WithDefault("md5")
        Checksum checksum();

        /** {@code AES256} or {@code aws:kms}; without it what the bucket itself says. */
        Optional<String> sse();

        /** The key of {@code aws:kms}: its id, ARN or alias; without it the account's own key for S3. */
        Optional<String> sseKmsKey();

        /** As S3 names them, for example {@code STANDARD_IA}; compatible stores may have others. */
        Optional<String> storageClass();

        /** A canned ACL as S3 names them, for example {@code bucket-owner-full-control}. */
        Optional<String> acl();
    }

    /** What an upload carries, by which the store can check the bytes. */
    enum Checksum {
        /** {@code Content-MD5}, which every store knows. */
        MD5,
        /** {@code x-amz-checksum-crc32}, as newer clients of AWS send it. */
        CRC32,
        /** Nothing. */
        NONE
    }

    /** How the service reaches us; without {@code public-url} Storyreel only polls. */
    interface Webhook {
        @WebAddress
        Optional<URI> publicUrl();

        Optional<String> secret();
    }

    /** The cadence of asking after a story. */
    interface Track {
        @WithDefault("30s")
        @Positive
        Duration pollInterval();

        @WithDefault("5m")
        @Positive
        Duration fallbackPollInterval();

        @WithDefault("6h")
        @Positive
        Duration deadline();

        @WithDefault("60s")
        @NotNegative
        Duration composeGrace();
    }

    /** What a video may be and where it may come from. */
    interface Download {
        @WithDefault("*.vimmerse.net")
        List<String> allowedHosts();

        @WithDefault("false")
        boolean allowPrivateAddresses();

        /** At most 5G, what S3 takes in one PUT. */
        @WithDefault("5G")
        MemorySize maxSize();

        /** Where a video is gathered until it is whole; needs room for the videos under way. */
        @WithDefault("data/spool")
        Path spoolDir();
    }

    /** Where the ledger lives. */
    interface Db {
        @WithDefault("h2")
        DbKind kind();

        @WithDefault("jdbc:h2:file:./data/storyreel")
        String url();

        Optional<String> username();

        Optional<String> password();
    }

    /** The database behind the ledger. */
    enum DbKind {
        H2, POSTGRESQL
    }

    /** The templates that requests may name. */
    interface Templates {
        /** Holds {@code <name>.json} each; read when a request is taken up. Links are not followed. */
        @WithDefault("templates")
        Path dir();
    }

    /** Who may look. */
    interface Ui {
        /** Without it only loopback clients may read. */
        Optional<String> token();
    }

    /** How it ends. */
    interface Stop {
        /** How long a SIGTERM waits for paid calls that are under way; what is under way then is {@code uncertain}. */
        @WithDefault("20s")
        @Positive
        Duration grace();
    }

    /** Where settings are read from, besides the usual places. */
    interface Settings {
        /** Folders as {@code MountedSettings} reads them. */
        Optional<List<Path>> dirs();
    }
}
