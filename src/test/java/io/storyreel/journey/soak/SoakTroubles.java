package io.storyreel.journey.soak;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.SmallDisk;

/** What goes wrong in a soak, one trouble after the other, each over within seconds. */
final class SoakTroubles {

    private static final Duration JUMP = Duration.ofMinutes(10);

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final SoakParts parts;

    private final Random random;

    private final Map<String, Integer> counts = new LinkedHashMap<>();

    private final Map<String, Runnable> kinds = new LinkedHashMap<>();

    SoakTroubles(SoakParts parts, long seed) {
        this.parts = parts;
        this.random = new Random(seed);
        kinds.put("kill -9", parts.embedded::kill);
        kinds.put("database away", this::databaseAway);
        kinds.put("store away", () -> parts.storeAway(aFewSeconds()));
        kinds.put("broker away", this::brokerAway);
        add("disk of the ledger full", parts.data.isSmall(), () -> full(parts.data));
        add("disk of the spool full", parts.spool.isSmall(), () -> full(parts.spool));
        add("disk of the outbox full", parts.outbox.isSmall(), () -> full(parts.outbox));
        add("clock ahead", parts.clock.canBeSet(), () -> parts.clock.set(JUMP));
        add("clock behind", parts.clock.canBeSet(), () -> parts.clock.set(JUMP.negated()));
        add("clock set right", parts.clock.canBeSet(), () -> parts.clock.set(Duration.ZERO));
    }

    private void add(String name, boolean isPossible, Runnable trouble) {
        if (isPossible) {
            kinds.put(name, trouble);
        } else {
            System.err.println("The soak goes without \"" + name + "\": it needs root for disks and gcc for the clock");
        }
    }

    /** One trouble, and what somebody does who looks after the apps: what has ended is started again. */
    void next() {
        List<String> names = List.copyOf(kinds.keySet());
        String name = names.get(random.nextInt(names.size()));
        counts.merge(name, 1, Integer::sum);
        kinds.get(name).run();
        startWhatEnded(() -> true);
    }

    /** Nothing is wrong any more. */
    void end() {
        parts.data.makeRoom();
        parts.spool.makeRoom();
        parts.outbox.makeRoom();
        parts.clock.set(Duration.ZERO);
        startWhatEnded(parts.embedded::isReady);
    }

    /** All that can come here. */
    Set<String> kinds() {
        return kinds.keySet();
    }

    /** How often there was which. */
    Map<String, Integer> counts() {
        return counts;
    }

    private void startWhatEnded(BooleanSupplier enough) {
        Instant latest = Instant.now().plus(PATIENCE);
        do {
            if (Instant.now().isAfter(latest)) {
                throw new IllegalStateException("The app does not start again; it says:\n"
                        + parts.embedded.logTail(30));
            }
            if (!parts.embedded.isAlive()) {
                counts.merge("started again", 1, Integer::sum);
                parts.embedded.restart();
            }
            AppFixture.letPass(Duration.ofSeconds(1));
        } while (!enough.getAsBoolean());
    }

    private void databaseAway() {
        parts.database.goAway();
        AppFixture.letPass(aFewSeconds());
        parts.database.comeBack();
    }

    private void brokerAway() {
        parts.artemis.goAway();
        AppFixture.letPass(aFewSeconds());
        parts.artemis.comeBack();
    }

    private void full(SmallDisk disk) {
        disk.fill();
        AppFixture.letPass(aFewSeconds());
        disk.makeRoom();
    }

    private Duration aFewSeconds() {
        return Duration.ofSeconds(2 + random.nextInt(10));
    }
}
