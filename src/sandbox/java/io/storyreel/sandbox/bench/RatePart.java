package io.storyreel.sandbox.bench;

import java.nio.file.Path;
import java.util.Optional;

import io.storyreel.sandbox.bench.bed.Requests;
import io.storyreel.sandbox.bench.bed.TestBed;

/** How many stories a second, and what each costs, with a relay before and after. */
final class RatePart {

    private static final int WARM_UP = 1_000;

    private final BenchArguments arguments;

    private final Path folder;

    private final Report report;

    RatePart(BenchArguments arguments, Path folder, Report report) {
        this.arguments = arguments;
        this.folder = folder;
        this.report = report;
    }

    void run() {
        int stories = arguments.stories();
        report.heading("%,d stories by %s, %d a document, videos of %,d bytes, %s".formatted(stories,
                arguments.channel().word(), arguments.batch(), arguments.video(),
                arguments.poll() ? "polled" : "webhooks"));
        try (TestBed stand = TestBed.open(arguments.inMemory() ? Optional.empty() : Optional.of(folder),
                arguments.video(), Optional.of(arguments.ready()), arguments.nodeRelay())) {
            // So that the first run does not pay for what every later one finds compiled.
            stand.relay().run(Requests.names("warm", Math.min(WARM_UP, stories)), arguments.patience());
            RelayRun before = RelayRun.of(stand, "before", stories, arguments.patience(), report);
            if (arguments.relayOnly()) {
                print(report, before, RelayRun.of(stand, "after", stories, arguments.patience(), report));
                return;
            }
            try (Product product = Product.start(folder.resolve("product"), arguments, stand.host(), stand.s3(),
                    arguments.jvmArgs())) {
                Idle.rest(arguments.quiet());
                ProductRun run = ProductRun.of(stand, product, arguments, report);
                Idle.rest(arguments.quiet());
                Idle after = Idle.watch(product, arguments.quiet());
                RelayRun behind = RelayRun.of(stand, "after", stories, arguments.patience(), report);
                print(stand, product, before, run, after, behind);
                report.problems(new Audit(stand)
                        .videos(Requests.names(ProductRun.PREFIX, stories), stand.host().stories(ProductRun.PREFIX))
                        .results(Requests.names(ProductRun.PREFIX, stories), product.channel().results()).problems(),
                        "correct: each paid for once, each video whole (SHA-256), each result there");
            }
        }
    }

    private static void print(Report report, RelayRun before, RelayRun behind) {
        report.row("", "first", "second");
        report.row("stories/s", Report.number(before.rate()), Report.number(behind.rate()));
        report.row("CPU of the relay, ms a story", Report.number(before.ownMillis()),
                Report.number(behind.ownMillis()));
        report.row("CPU of service and store, ms a story", Report.number(before.restMillis()),
                Report.number(behind.restMillis()));
        report.row("callback to object, p50 / p99 ms", before.latencies().text(), behind.latencies().text());
    }

    private void print(TestBed stand, Product product, RelayRun before, ProductRun run, Idle after, RelayRun behind) {
        report.row("", "relay before", "Storyreel", "relay after", "ratio");
        report.row("stories/s", Report.number(before.rate()), Report.number(run.rate()), Report.number(behind.rate()),
                "%.3fx".formatted(run.rate() * 2 / (before.rate() + behind.rate())));
        report.row("CPU of its own, ms a story", Report.number(before.ownMillis()), Report.number(run.ownMillis()),
                Report.number(behind.ownMillis()));
        report.row("CPU of service, store, bench, ms a story", Report.number(before.restMillis()),
                Report.number(run.restMillis() / run.stories()), Report.number(behind.restMillis()));
        report.row("callback to object, p50 / p99 ms", before.latencies().text(),
                Latencies.of(stand.host().stories(ProductRun.PREFIX), stand.objects()).text(),
                behind.latencies().text());
        report.row("CPU of its own, second half, ms a story", Report.number(run.warmMillis()));
        if (run.databaseMillis() > 0) {
            report.row("CPU of the database server, ms a story",
                    Report.number(run.databaseMillis() / (double) run.stories()));
        }
        report.row("calls a story", run.calls());
        report.row("calls a story, relay", behind.calls());
        if (run.some() > 0) {
            report.row("stories/s of the first and last %,d".formatted(run.some()), "%s, %s (%.2fx)".formatted(
                    Report.number(run.firstRate()), Report.number(run.lastRate()), run.lastRate() / run.firstRate()));
        }
        report.row("last result after", "%.1f s".formatted(run.answeredSeconds()));
        report.row("written to disk, KB a story", Report.number(run.diskKilobytes()));
        report.row("handed to write calls, KB a story", Report.number(run.writeKilobytes()) + " (sockets included)");
        report.row("ledger (%s)".formatted(product.ledger().kind()),
                "peak %s (%s KB a story), at the end %s, %d s later %s".formatted(Report.megabytes(run.ledgerPeak()),
                        Report.number(run.ledgerPeak() / 1e3 / run.stories()), Report.megabytes(run.ledgerEnd()),
                        after.seconds(), Report.megabytes(product.ledger().bytes())));
        report.row("memory (RSS)", "idle %s, peak %s, %d s later %s".formatted(
                Report.megabytes(run.idle().figures().rssBytes()), Report.megabytes(run.end().peakBytes()),
                after.seconds(), Report.megabytes(after.figures().rssBytes())));
        report.row("threads", "idle %d, at the end %d".formatted(run.idle().figures().threads(), run.end().threads()));
        report.row("CPU when idle, % of a core", "before %.1f, afterwards %.1f".formatted(run.idle().percent(),
                after.percent()));
        report.row("start to ready", "%.1f s, %.1f s of CPU".formatted(product.startTime().toMillis() / 1e3,
                product.startCpuMillis() / 1e3));
    }
}
