package io.storyreel.sandbox.simulator;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.storyreel.sandbox.simulator.call.Payment;
import io.storyreel.sandbox.simulator.call.ReceivedCall;

/** What arrived, what was paid, and how much of it at once. */
final class CallLog {

    private final List<ReceivedCall> calls = new CopyOnWriteArrayList<>();

    private final List<Payment> payments = new CopyOnWriteArrayList<>();

    private final List<String> violations = new CopyOnWriteArrayList<>();

    private final AtomicInteger underWay = new AtomicInteger();

    private final AtomicInteger highWaterMark = new AtomicInteger();

    void began() {
        highWaterMark.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    }

    void ended() {
        underWay.decrementAndGet();
    }

    void received(ReceivedCall call) {
        calls.add(call);
    }

    void paid(Payment payment) {
        payments.add(payment);
    }

    void violated(String what) {
        violations.add(what);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    List<ReceivedCall> calls() {
        return List.copyOf(calls);
    }

    List<Payment> payments() {
        return List.copyOf(payments);
    }

    int highWaterMark() {
        return highWaterMark.get();
    }
}
