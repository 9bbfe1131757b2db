package io.storyreel.sandbox.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.storyreel.sandbox.bench.bed.ProcessFigures;
import io.storyreel.sandbox.bench.bed.Requests;
import io.storyreel.sandbox.bench.bed.TestBed;

/** Memory, threads and idling with many stories that wait at the service. */
final class WaitingPart {

    private final BenchArguments arguments;

    private final Path folder;

    private final Report report;

    WaitingPart(BenchArguments arguments, Path folder, Report report) {
        this.arguments = arguments;
        this.folder = folder;
        this.report = report;
    }

    void run() {
        int stories = arguments.waiting();
        report.heading("%,d stories waiting at the service, %s".formatted(stories,
                arguments.poll() ? "polled" : "with webhooks"));
        try (TestBed stand = TestBed.open(Optional.of(folder), arguments.video(), Optional.empty(),
                arguments.nodeRelay());
                Product product = Product.start(folder.resolve("product"), arguments, stand.host(), stand.s3(),
                        arguments.jvmArgs())) {
            List<String> names = Requests.names("bench", stories);
            long began = System.nanoTime();
            ProcessFigures start = product.figures();
            try (Watch watch = Watch.start(product, () -> (int) stand.host().calls().get("paid").longValue(),
                    report.out())) {
                product.channel().send(Requests.documents(names, arguments.batch()));
                Await.isSo(() -> stand.host().calls().get("paid") >= stories, product, arguments.patience());
                double seconds = (System.nanoTime() - began) / 1e9;
                ProcessFigures end = product.figures();
                Idle.rest(arguments.quiet());
                Meter meter = new Meter(stand);
                Idle idle = Idle.watch(product, arguments.quiet());
                report.row("submitted, stories/s", Report.number(stories / seconds));
                report.row("CPU until then, ms a story",
                        Report.number((end.cpuMillis() - start.cpuMillis()) / (double) stories));
                report.row("written to disk until then, KB a story",
                        Report.number((end.diskBytes() - start.diskBytes()) / 1e3 / stories));
                report.row("memory (RSS), now and peak", Report.megabytes(idle.figures().rssBytes()) + ", "
                        + Report.megabytes(idle.figures().peakBytes()));
                report.row("threads", String.valueOf(idle.figures().threads()));
                report.row("CPU while they wait", "%.1f %% of a core".formatted(idle.percent()));
                report.row("calls meanwhile", meter.callsFor(1));
                report.row("ledger, " + product.ledger().kind(), "peak %s, now %s".formatted(
                        Report.megabytes(watch.ledgerPeak()), Report.megabytes(product.ledger().bytes())));
                long wrong = names.stream().filter(name -> stand.host().payments(name) != 1).count();
                report.problems(wrong == 0 ? List.of() : List.of(wrong + " were not paid for exactly once"),
                        "correct: each paid for once");
            }
        }
    }
}
