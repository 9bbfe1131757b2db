package io.storyreel.sandbox.sqs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** One receive that waits for messages. It holds no thread meanwhile, and takes nothing once its client is gone. */
final class LongPoll {

    private final Promise<List<StoredMessage>> outcome = Promise.promise();

    private final Runnable tryAgain = this::tryToReceive;

    private final Vertx vertx;

    private final MessageQueue queue;

    private final Supplier<List<StoredMessage>> receive;

    private final BooleanSupplier isClientGone;

    private final Instant deadline;

    private long timer = -1;

    LongPoll(Vertx vertx, MessageQueue queue, Supplier<List<StoredMessage>> receive, BooleanSupplier isClientGone,
            int seconds) {
        this.vertx = vertx;
        this.queue = queue;
        this.receive = receive;
        this.isClientGone = isClientGone;
        this.deadline = Instant.now().plusSeconds(seconds);
    }

    /** What was received as soon as there is anything, or nothing at the end of the time. */
    Future<List<StoredMessage>> start() {
        tryToReceive();
        return outcome.future();
    }

    private void tryToReceive() {
        vertx.cancelTimer(timer);
        queue.forget(tryAgain);
        if (isClientGone.getAsBoolean()) {
            return;
        }
        List<StoredMessage> received = receive.get();
        Instant now = Instant.now();
        if (!received.isEmpty() || !now.isBefore(deadline)) {
            outcome.complete(received);
            return;
        }
        queue.callAtNextChange(tryAgain);
        Instant next = queue.nextAppearance().filter(deadline::isAfter).orElse(deadline);
        // A millisecond more, because a timer counts whole ones and would wake us a little too early.
        timer = vertx.setTimer(Math.max(0, Duration.between(now, next).toMillis()) + 1, tick -> tryToReceive());
    }
}
