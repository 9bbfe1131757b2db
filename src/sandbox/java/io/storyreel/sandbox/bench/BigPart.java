package io.storyreel.sandbox.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.storyreel.sandbox.bench.bed.Requests;
import io.storyreel.sandbox.bench.bed.TestBed;

/** One video many times the heap, beside the relay. */
final class BigPart {

    private static final String SMALL_HEAP = "-Xmx96m";

    private final BenchArguments arguments;

    private final Path folder;

    private final Report report;

    BigPart(BenchArguments arguments, Path folder, Report report) {
        this.arguments = arguments;
        this.folder = folder;
        this.report = report;
    }

    void run() {
        report.heading("One video of %s at %s".formatted(Report.megabytes(arguments.big()), SMALL_HEAP));
        List<String> jvmArgs = new ArrayList<>(arguments.jvmArgs());
        jvmArgs.add(SMALL_HEAP);
        try (TestBed stand = TestBed.open(Optional.of(folder), arguments.big(), Optional.of(Duration.ofMillis(100)),
                arguments.nodeRelay());
                Product product = Product.start(folder.resolve("product"), arguments, stand.host(), stand.s3(),
                        jvmArgs)) {
            double before = relay(stand, "before");
            product.channel().send(Requests.documents(List.of("bench"), 1));
            Await.haveArrived(1, product, arguments.patience());
            double own = speed(stand, "bench");
            double behind = relay(stand, "after");
            report.row("", "relay before", "Storyreel", "relay after", "ratio");
            report.row("MB/s, callback to object", Report.number(before), Report.number(own), Report.number(behind),
                    "%.2f".formatted(own / ((before + behind) / 2)));
            report.row("memory (RSS), peak", Report.megabytes(product.figures().peakBytes()));
            report.problems(new Audit(stand).videos(List.of("bench"), stand.host().stories("bench"))
                    .results(List.of("bench"), product.channel().results()).problems(), "correct");
        }
    }

    private double relay(TestBed stand, String name) {
        stand.relay().run(List.of(name), arguments.patience());
        return speed(stand, name);
    }

    private double speed(TestBed stand, String name) {
        return arguments.big() / 1e6
                / (Latencies.of(stand.host().stories(name), stand.objects()).millis(50) / 1e3);
    }
}
