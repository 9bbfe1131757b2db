package io.storyreel.sandbox.simulator;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.storyreel.sandbox.simulator.call.ApiCall;

/** Decides, by the markers of an idea and by what has struck before, which fault a call meets. */
final class FaultPlan {

    private static final Set<String> FAULTS = Set.of("lost-answer", "reset-before", "hang", "drip", "garbage",
            "no-story");

    private final Map<String, AtomicInteger> strikes = new ConcurrentHashMap<>();

    /** The fault this try of the call meets; asking counts as a try. */
    Optional<Marker> faultOf(ApiCall call, String idea) {
        return Marker.in(idea).stream()
                .filter(marker -> marker.isStatus() && marker.kind().isEmpty() || isGetStatus(marker)
                        || FAULTS.contains(marker.name()))
                .filter(marker -> belongsTo(call, marker))
                .filter(marker -> strikes(idea, marker))
                .findFirst();
    }

    /** Whether this try of a step ends in {@code fail}; one that names no call is meant for the film. */
    boolean failsAt(ApiCall step, String idea) {
        return Marker.in(idea).stream()
                .filter(marker -> marker.name().equals("fail"))
                .filter(marker -> step.isNamed(marker.call().isEmpty() ? "videos" : marker.call()))
                .anyMatch(marker -> strikes(idea, marker));
    }

    /** How long the answer is held back, in milliseconds. */
    long delayOf(ApiCall call, String idea) {
        return Marker.in(idea).stream()
                .filter(marker -> marker.name().equals("slow") && belongsTo(call, marker))
                .mapToLong(marker -> marker.setting("ms", 2_000))
                .sum();
    }

    /** Whether the marker still strikes in this scope; asking counts as a try. */
    boolean strikes(String scope, Marker marker) {
        if (marker.times() == 0) {
            return true;
        }
        return strikes.computeIfAbsent(scope + '\n' + marker.text(), key -> new AtomicInteger())
                .getAndIncrement() < marker.times();
    }

    /** The status code a fault answers with, or 0 for one that is no status code. */
    static int statusOf(Marker fault) {
        String digits = isGetStatus(fault) ? fault.name().substring("get-".length()) : fault.name();
        return digits.matches("\\d+") ? Integer.parseInt(digits) : 0;
    }

    private static boolean isGetStatus(Marker marker) {
        return marker.name().matches("get-[45]\\d\\d");
    }

    private static boolean belongsTo(ApiCall call, Marker marker) {
        if (isGetStatus(marker)) {
            return call == ApiCall.GET;
        }
        return marker.call().isEmpty() ? call.creates() : call.isNamed(marker.call());
    }
}
