package io.storyreel.ledger.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.storyreel.fault.LedgerUnavailable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One force for all who wait, and nobody goes on before one that began after he came. */
class DurabilityTest {

    private final AtomicInteger begun = new AtomicInteger();

    private final AtomicInteger ended = new AtomicInteger();

    private final ExecutorService workers = Executors.newFixedThreadPool(40);

    @AfterEach
    void close() {
        workers.shutdownNow();
    }

    /** A disk that takes as long as the test wants. */
    private final class Slow implements Durability.Barrier {
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public void force() throws SQLException {
            begun.incrementAndGet();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
            ended.incrementAndGet();
        }

        @Override
        public boolean isNeeded() {
            return true;
        }

        @Override
        public boolean hasRest() {
            return true;
        }
    }

    @Test
    void whoComesWhileAForceIsUnderWayWaitsForTheNextOneAndAllOfThemShareIt() throws Exception {
        Slow disk = new Slow();
        Durability durability = new Durability(disk);
        Future<?> first = workers.submit(durability::await);
        await().until(() -> begun.get() == 1);
        List<Future<Integer>> later = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            later.add(workers.submit(() -> {
                durability.await();
                return ended.get();
            }));
        }

        disk.goOn.countDown();

        first.get();
        for (Future<Integer> one : later) {
            assertThat(one.get()).isGreaterThanOrEqualTo(2);
        }
        assertThat(ended.get()).isLessThan(10);
    }

    @Test
    void aDiskThatFailsIsALedgerThatIsAway() {
        Durability durability = new Durability(new Durability.Barrier() {
            @Override
            public void force() throws SQLException {
                throw new SQLException("the disk is full");
            }

            @Override
            public boolean isNeeded() {
                return true;
            }

            @Override
            public boolean hasRest() {
                return false;
            }
        });

        assertThatExceptionOfType(LedgerUnavailable.class).isThrownBy(durability::await)
                .withMessageContaining("disk is full");
        assertThatExceptionOfType(LedgerUnavailable.class).isThrownBy(durability::await);
    }

    /** A disk for which a test says what happens at each force. */
    private static Durability forcedBy(Runnable force) {
        return new Durability(new Durability.Barrier() {
            @Override
            public void force() {
                force.run();
            }

            @Override
            public boolean isNeeded() {
                return true;
            }

            @Override
            public boolean hasRest() {
                return false;
            }
        });
    }

    @Test
    void whoWaitsForAForceThatMeetsAnErrorIsToldAndTheNextOneIsServed() throws Exception {
        Durability durability = forcedBy(() -> {
            if (begun.incrementAndGet() == 1) {
                throw new StackOverflowError("too deep");
            }
        });

        Future<?> first = workers.submit(durability::await);
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> first.get(10, TimeUnit.SECONDS))
                .withCauseInstanceOf(LedgerUnavailable.class).withMessageContaining("too deep");
        workers.submit(durability::await).get(10, TimeUnit.SECONDS);
    }

    @Test
    void whoComesWhenItIsClosedIsToldEachTime() throws Exception {
        Durability durability = forcedBy(begun::incrementAndGet);
        durability.close();

        for (int i = 0; i < 2; i++) {
            Future<?> late = workers.submit(durability::await);
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> late.get(10, TimeUnit.SECONDS))
                    .withCauseInstanceOf(LedgerUnavailable.class);
        }
        assertThat(begun).hasValue(0);
    }

    @Test
    void whoIsAloneIsServedAtOnce() {
        Durability durability = forcedBy(begun::incrementAndGet);
        long start = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            durability.await();
        }

        assertThat(begun).hasValue(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as("200 forces that take no time")
                .isLessThan(Duration.ofMillis(1600));
    }
}
