package io.storyreel.sandbox.bench;

import java.time.Duration;
import java.util.List;

import io.storyreel.sandbox.bench.bed.Requests;
import io.storyreel.sandbox.bench.bed.TestBed;

/**
 * What a run of the relay took.
 *
 * @param rate      stories a second
 * @param ownMillis CPU time of the relay for a story
 * @param restMillis CPU time of service, store and bench for a story
 * @param latencies from callback to object
 * @param calls     calls for a story
 */
record RelayRun(double rate, double ownMillis, double restMillis, Latencies latencies, String calls) {

    /** Sends stories of these names through the relay and checks them. */
    static RelayRun of(TestBed stand, String prefix, int stories, Duration patience, Report report) {
        List<String> names = Requests.names(prefix, stories);
        double cpu = stand.relay().cpuMillis();
        Meter meter = new Meter(stand);
        stand.relay().run(names, patience);
        double rate = stories / meter.seconds();
        double own = (stand.relay().cpuMillis() - cpu) / stories;
        RelayRun run = new RelayRun(rate, own, meter.cpuMillis() / stories - (stand.relay().isWithin() ? own : 0),
                Latencies.of(stand.host().stories(prefix), stand.objects()), meter.callsFor(stories));
        report.problems(new Audit(stand).videos(names, stand.host().stories(prefix)).problems(),
                "  relay: %s stories/s, each paid for once, each video whole".formatted(Report.number(rate)));
        return run;
    }
}
