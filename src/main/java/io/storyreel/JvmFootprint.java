package io.storyreel;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How HotSpot spends processor and memory on us, for a plain {@code java -jar} without flags. Storyreel waits most of
 * its life: thousands of methods of its libraries are warm and few are hot, so that the optimising compiler costs more
 * than it ever gives back (see {@code docs/performance.md} for what was measured). What was asked for on the command
 * line is left as it is, and another JVM does without.
 */
final class JvmFootprint {

    private static final Logger LOG = LoggerFactory.getLogger(JvmFootprint.class);

    /** JEP 165. The first rule that matches counts: digests of whole videos stay with the optimising compiler. */
    private static final String DIRECTIVES = """
            [{match: ["sun/security/provider/*.*", "java/util/zip/*.*"], c2: {Exclude: false}},
             {match: ["*.*"], c2: {Exclude: true}}]
            """;

    /** Heap that is free is given back: what a burst needed is not kept for good. */
    private static final Map<String, String> HEAP = Map.of("MinHeapFreeRatio", "20", "MaxHeapFreeRatio", "40",
            "G1PeriodicGCInterval", "60000");

    private JvmFootprint() {
    }

    /** Called once, as early as can be. Never fails. */
    static void keepSmall() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (jvm == null) {
            return;
        }
        HEAP.forEach((option, value) -> set(jvm, option, value));
        if (isByDefault(jvm, "TieredStopAtLevel") && isByDefault(jvm, "CompilerDirectivesFile")) {
            compileQuickly();
        }
    }

    private static void set(HotSpotDiagnosticMXBean jvm, String option, String value) {
        try {
            if (isByDefault(jvm, option)) {
                jvm.setVMOption(option, value);
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("this JVM has no {}", option, e);
        }
    }

    private static boolean isByDefault(HotSpotDiagnosticMXBean jvm, String option) {
        try {
            return jvm.getVMOption(option).getOrigin() == VMOption.Origin.DEFAULT;
        } catch (IllegalArgumentException e) {
            // Not every build shows it.
            return true;
        }
    }

    private static void compileQuickly() {
        try {
            Path file = Files.createTempFile("storyreel-compiler", ".json");
            try {
                Files.writeString(file, DIRECTIVES);
                MBeanServer server = ManagementFactory.getPlatformMBeanServer();
                server.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "compilerDirectivesAdd",
                        new Object[] {new String[] {file.toString()}}, new String[] {String[].class.getName()});
            } finally {
                Files.delete(file);
            }
        } catch (IOException | JMException e) {
            LOG.debug("this JVM takes no compiler directives", e);
        }
    }
}
