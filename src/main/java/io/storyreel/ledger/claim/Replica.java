package io.storyreel.ledger.claim;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

/**
 * This process, as its leases name it: a new one at every start, so that a dead process's claims are told from ours.
 */
@Singleton
public class Replica {

    private final String id = UUID.randomUUID().toString();

    private final AtomicLong claims = new AtomicLong();

    /** A name for one claim: an exchange that is done must not release what another has claimed since. */
    String newLease() {
        return id + "." + claims.incrementAndGet();
    }

    /** Matches the names of all claims of this process, in SQL's LIKE. */
    public String everyLease() {
        return id + ".%";
    }
}
