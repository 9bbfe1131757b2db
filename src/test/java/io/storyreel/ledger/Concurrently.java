package io.storyreel.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs things in the same moment, as replicas do. */
public final class Concurrently {

    private static final int PATIENCE_SECONDS = 30;

    private Concurrently() {
    }

    /** What the two give, in that order. */
    public static <T> List<T> both(Callable<T> one, Callable<T> other) throws Exception {
        return all(List.of(one, other));
    }

    /** What all give, in their order. */
    public static <T> List<T> all(List<? extends Callable<T>> works) throws Exception {
        CyclicBarrier together = new CyclicBarrier(works.size());
        ExecutorService replicas = Executors.newFixedThreadPool(works.size());
        try {
            List<Future<T>> begun = new ArrayList<>();
            for (Callable<T> work : works) {
                begun.add(replicas.submit(() -> {
                    together.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    return work.call();
                }));
            }
            List<T> done = new ArrayList<>();
            for (Future<T> one : begun) {
                done.add(one.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return done;
        } finally {
            replicas.shutdownNow();
        }
    }
}
