package io.storyreel.sandbox.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import io.storyreel.sandbox.LocalS3;
import io.storyreel.sandbox.ProductLaunch;
import io.storyreel.sandbox.ProductProcess;
import io.storyreel.sandbox.SandboxSettings;
import io.storyreel.sandbox.bench.bed.BenchHost;
import io.storyreel.sandbox.bench.bed.ProcessFigures;

/** The packaged product with its defaults, connected to what the bench provides; several processes where asked for. */
final class Product implements AutoCloseable {

    private static final Duration START_PATIENCE = Duration.ofMinutes(2);

    private final List<ProductProcess> processes = new ArrayList<>();

    private final Ledger ledger;

    private final Channel channel;

    private final Duration startTime;

    private final long startCpuMillis;

    private Product(Path folder, BenchArguments arguments, BenchHost host, LocalS3 s3, List<String> jvmArgs) {
        this.ledger = Ledger.of(arguments.postgresql(), folder);
        this.channel = switch (arguments.channel()) {
            case INBOX, INBOX_SINGLE -> new InboxChannel(folder);
            case JMS -> new JmsChannel(folder);
            case KAFKA -> new KafkaChannel(folder);
        };
        Map<String, String> settings = new LinkedHashMap<>(connecting(host, s3));
        settings.putAll(new InboxChannel(folder).settings());
        settings.putAll(channel.settings());
        settings.putAll(ledger.settings());
        Instant started = Instant.now();
        String callbacks = null;
        for (int number = 1; number <= arguments.replicas(); number++) {
            ProductLaunch launch = ProductLaunch.in(folder.resolve("app-" + number))
                    .withJvmArgs(jvmArgs.toArray(String[]::new)).with(settings);
            callbacks = callbacks == null ? "http://127.0.0.1:" + launch.httpPort() : callbacks;
            processes.add(ProductProcess.start((arguments.poll() ? launch : launch.with(calledBack(callbacks)))
                    .with(arguments.settings())));
        }
        awaitReady(started.plus(START_PATIENCE));
        this.startTime = Duration.between(started, Instant.now());
        this.startCpuMillis = figures().cpuMillis();
    }

    /** Starts it; it is ready when this returns. */
    static Product start(Path folder, BenchArguments arguments, BenchHost host, LocalS3 s3, List<String> jvmArgs) {
        return new Product(folder, arguments, host, s3, jvmArgs);
    }

    Channel channel() {
        return channel;
    }

    Ledger ledger() {
        return ledger;
    }

    /** From the start of the process to its readiness. */
    Duration startTime() {
        return startTime;
    }

    /** CPU time until then. */
    long startCpuMillis() {
        return startCpuMillis;
    }

    /** What the kernel knows of its processes together. */
    ProcessFigures figures() {
        return processes.stream().map(process -> ProcessFigures.of(process.pid()))
                .reduce(ProcessFigures.NONE, ProcessFigures::plus);
    }

    /** @throws IllegalStateException with its last words, where it has ended */
    void requireAlive() {
        processes.stream().filter(process -> !process.isAlive()).findFirst().ifPresent(ended -> {
            throw new IllegalStateException("Storyreel has ended:\n" + ended.logTail(20));
        });
    }

    /** The last it has said. */
    String logTail() {
        return processes.get(0).logTail(20);
    }

    /** Stops its processes in good order; the ledger stays. */
    void stop() {
        processes.forEach(ProductProcess::close);
    }

    @Override
    public void close() {
        stop();
        channel.close();
        ledger.close();
    }

    private void awaitReady(Instant deadline) {
        for (ProductProcess process : processes) {
            while (!process.isReady()) {
                requireAlive();
                if (Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException("Storyreel was not ready in time:\n" + process.logTail(20));
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    private static Map<String, String> connecting(BenchHost host, LocalS3 s3) {
        return Map.of("storyreel.api.base-url", host.url().toString(),
                "storyreel.api.key", BenchHost.API_KEY,
                "storyreel.s3.endpoint", s3.endpoint().toString(),
                "storyreel.s3.path-style", "true",
                "storyreel.s3.bucket", SandboxSettings.BUCKET,
                "storyreel.s3.access-key", s3.accessKey(),
                "storyreel.s3.secret-key", s3.secretKey(),
                "storyreel.download.allowed-hosts", "127.0.0.1",
                // The simulated service's videos are on the loopback address and without TLS.
                "storyreel.download.allow-private-addresses", "true");
    }

    private static Map<String, String> calledBack(String url) {
        return Map.of("storyreel.webhook.public-url", url,
                "storyreel.webhook.secret", "only-for-the-bench-0123456789abcdef");
    }
}
