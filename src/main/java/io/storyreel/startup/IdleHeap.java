package io.storyreel.startup;

import java.lang.management.ManagementFactory;
import java.util.Map;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;

/**
 * Gives heap back that a burst has needed: Storyreel waits most of its life, and a JVM that allocates next to nothing
 * collects nothing, and so keeps all it once had. Only options that HotSpot lets change while it runs; what was asked
 * for on the command line stays, and another JVM or collector does without.
 */
final class IdleHeap {

    private static final StoryLog LOG = StoryLog.of("storyreel");

    /** Percent of the heap that stay free after a collection, and how often an idle G1 collects, in milliseconds. */
    private static final Map<String, String> OPTIONS = Map.of("MinHeapFreeRatio", "20", "MaxHeapFreeRatio", "40",
            "G1PeriodicGCInterval", "60000");

    private IdleHeap() {
    }

    /** Called once. Never fails. */
    static void giveBack() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (jvm != null) {
            OPTIONS.forEach((option, value) -> set(jvm, option, value));
        }
    }

    private static void set(HotSpotDiagnosticMXBean jvm, String option, String value) {
        try {
            if (jvm.getVMOption(option).getOrigin() == VMOption.Origin.DEFAULT) {
                jvm.setVMOption(option, value);
            }
        } catch (IllegalArgumentException e) {
            LOG.debug(LogEvent.JVM_OPTION, "this JVM has no {}", option, e);
        }
    }
}
