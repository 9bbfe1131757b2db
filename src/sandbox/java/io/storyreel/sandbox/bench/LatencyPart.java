package io.storyreel.sandbox.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.storyreel.sandbox.bench.bed.BenchStory;
import io.storyreel.sandbox.bench.bed.Requests;
import io.storyreel.sandbox.bench.bed.TestBed;

/** Single stories on an app that does nothing else: from ready at the service to the object in the bucket. */
final class LatencyPart {

    /** Long enough that each story meets an idle app. */
    private static final Duration PAUSE = Duration.ofMillis(300);

    private final BenchArguments arguments;

    private final Path folder;

    private final Report report;

    LatencyPart(BenchArguments arguments, Path folder, Report report) {
        this.arguments = arguments;
        this.folder = folder;
        this.report = report;
    }

    void run() {
        int stories = arguments.latency();
        report.heading("%,d single stories on an idle app".formatted(stories));
        try (TestBed stand = TestBed.open(arguments.inMemory() ? Optional.empty() : Optional.of(folder),
                arguments.video(), Optional.empty(), arguments.nodeRelay());
                Product product = Product.start(folder.resolve("product"), arguments, stand.host(), stand.s3(),
                        arguments.jvmArgs())) {
            List<String> relayed = Requests.names("relay", stories);
            stand.relay().begin(relayed);
            Await.isSo(() -> stand.host().paidNames("relay") == stories, product, arguments.patience());
            Latencies relay = oneByOne(stand, product, "relay");
            List<String> names = Requests.names("bench", stories);
            product.channel().send(Requests.documents(names, arguments.batch()));
            Await.isSo(() -> stand.host().paidNames("bench") == stories, product, arguments.patience());
            Idle.rest(arguments.quiet());
            Latencies latencies = oneByOne(stand, product, "bench");
            report.row("ready to object, p50 / p99 ms", latencies.text() + " (relay: " + relay.text() + ")");
            Await.haveArrived(stories, product, arguments.patience());
            report.problems(new Audit(stand).videos(names, stand.host().stories("bench"))
                    .results(names, product.channel().results()).problems(), "correct");
        }
    }

    private Latencies oneByOne(TestBed stand, Product product, String prefix) {
        for (BenchStory story : stand.host().stories(prefix)) {
            Idle.rest(PAUSE);
            stand.host().finish(story);
            Await.isSo(() -> stand.objects().video(story.name()).isPresent(), product, arguments.patience());
        }
        return Latencies.of(stand.host().stories(prefix), stand.objects());
    }
}
