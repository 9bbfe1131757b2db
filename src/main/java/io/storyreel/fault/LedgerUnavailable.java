package io.storyreel.fault;

import org.springframework.dao.DataAccessResourceFailureException;

/**
 * The ledger's database did not do what it was asked, for no reason of ours: it is out of reach, restarting, or too
 * busy. What failed may be tried again, unchanged; whether it was carried out all the same is not known.
 * <p>
 * It has no cause on purpose: Camel looks for a fault's handler from its innermost cause on, and a refused connection
 * to the database must not be taken for one to the service. Nor has it a stack trace: it may happen anywhere, and that
 * it did says all.
 */
public final class LedgerUnavailable extends DataAccessResourceFailureException {

    private static final long serialVersionUID = 1L;

    /** @param what happened, in one line */
    public LedgerUnavailable(String what) {
        super(what);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
