package io.storyreel.sandbox.bench;

import java.util.List;

import io.storyreel.sandbox.bench.bed.ProcessFigures;
import io.storyreel.sandbox.bench.bed.Requests;
import io.storyreel.sandbox.bench.bed.StoredObjects;
import io.storyreel.sandbox.bench.bed.TestBed;

/**
 * What a run of the product took.
 *
 * @param stories         how many videos came
 * @param startedAt       when the first request was handed over, by {@link System#nanoTime()}
 * @param videos          in the order they came
 * @param idle            before the first request
 * @param begin           what the kernel knew of it then
 * @param end             what it knew when the last video had come
 * @param warmMillis      CPU time for a story of the second half
 * @param restMillis      CPU time of service, store, broker and bench, in all
 * @param databaseMillis  CPU time of the database server, in all
 * @param calls           calls for a story
 * @param answeredSeconds from the first request to the last result
 * @param ledgerPeak      bytes of the ledger, at most
 * @param ledgerEnd       bytes of the ledger when the last result had come
 */
record ProductRun(int stories, long startedAt, List<StoredObjects.Stored> videos, Idle idle, ProcessFigures begin,
        ProcessFigures end, double warmMillis, double restMillis, long databaseMillis, String calls,
        double answeredSeconds, long ledgerPeak, long ledgerEnd) {

    static final String PREFIX = "bench";

    /** Sends the stories through the product; what does not come in time is a problem for the report. */
    static ProductRun of(TestBed stand, Product product, BenchArguments arguments, Report report) {
        Idle idle = Idle.watch(product, arguments.quiet());
        int wanted = arguments.stories();
        int already = stand.objects().count();
        List<String> documents = Requests.documents(Requests.names(PREFIX, wanted), arguments.batch());
        ProcessFigures begin = product.figures();
        long databaseBegin = product.ledger().serverCpuMillis();
        Meter meter = new Meter(stand);
        try (Watch watch = Watch.start(product, () -> stand.objects().count() - already, report.out())) {
            product.channel().send(documents);
            boolean isStored = Await.comesAbout(() -> stand.objects().count() - already >= wanted, product,
                    arguments.patience());
            ProcessFigures end = product.figures();
            double rest = meter.cpuMillis();
            String calls = meter.callsFor(wanted);
            double warm = watch.warmMillis();
            long database = product.ledger().serverCpuMillis() - databaseBegin;
            if (!isStored || !Await.haveArrived(wanted, product, arguments.patience())) {
                report.problem("only %,d of %,d videos and %,d results within %s; Storyreel said:%n%s".formatted(
                        stand.objects().count() - already, wanted, product.channel().arrived(), arguments.patience(),
                        product.logTail()));
            }
            List<StoredObjects.Stored> videos = stand.objects().videos(PREFIX);
            return new ProductRun(Math.max(1, videos.size()), meter.startedAt(), videos, idle, begin, end, warm, rest,
                    database, calls, meter.seconds(), watch.ledgerPeak(), product.ledger().bytes());
        }
    }

    /** Stories a second, from the first request to the last video. */
    double rate() {
        return videos.isEmpty() ? 0 : videos.size() * 1e9 / (videos.get(videos.size() - 1).at() - startedAt);
    }

    /** How many of the first and of the last are compared. */
    int some() {
        return Math.min(1_000, videos.size() / 4);
    }

    /** Stories a second of the first ones. */
    double firstRate() {
        return some() * 1e9 / (videos.get(some() - 1).at() - startedAt);
    }

    /** Stories a second of the last ones. */
    double lastRate() {
        return some() * 1e9 / (videos.get(videos.size() - 1).at() - videos.get(videos.size() - 1 - some()).at());
    }

    /** CPU time of the product for a story, in milliseconds. */
    double ownMillis() {
        return (end.cpuMillis() - begin.cpuMillis()) / (double) stories;
    }

    /** What it caused to be written to disks for a story, in KB. */
    double diskKilobytes() {
        return (end.diskBytes() - begin.diskBytes()) / 1e3 / stories;
    }

    /** What it handed to write calls for a story, in KB. */
    double writeKilobytes() {
        return (end.writeBytes() - begin.writeBytes()) / 1e3 / stories;
    }
}
