package io.storyreel.sandbox.simulator;

/** The customer's balance. */
final class Credits {

    private long balance;

    Credits(long balance) {
        this.balance = balance;
    }

    /** Takes the amount, or nothing when there is not enough. */
    synchronized boolean spend(long amount) {
        if (balance < amount) {
            return false;
        }
        balance -= amount;
        return true;
    }

    synchronized void topUp(long amount) {
        balance += amount;
    }

    synchronized long balance() {
        return balance;
    }
}
