package io.storyreel.http;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;

/**
 * The connections of a port that wait for their caller, who has not said all of his request yet. Each has its time,
 * after which it is closed. Where there are too many connections, the one that has waited longest makes room: a caller
 * who says what he wants is in here for milliseconds, so however many half-open ones there are, he is heard.
 */
final class PendingConnections {

    private final int most;

    /** By when each must have gone on, in {@link System#nanoTime}; in the order they began to wait. */
    private final Map<Channel, Long> waiting = new LinkedHashMap<>();

    private int connections;

    PendingConnections(int most, ScheduledExecutorService clock) {
        this.most = most;
        clock.scheduleWithFixedDelay(this::closeTheLate, 1, 1, TimeUnit.SECONDS);
    }

    /** A connection has been made. */
    void enter(Channel connection, int seconds) {
        Channel makesRoom = null;
        synchronized (this) {
            connections++;
            waiting.put(connection, deadline(seconds));
            if (connections > most) {
                makesRoom = waiting.keySet().iterator().next();
                waiting.remove(makesRoom);
            }
        }
        if (makesRoom != null) {
            makesRoom.close();
        }
    }

    /** From now on so long is waited for it. Somebody who is here already keeps his place in the line. */
    synchronized void await(Channel connection, int seconds) {
        waiting.put(connection, deadline(seconds));
    }

    /** All is said: now it waits for us. */
    synchronized void isHeard(Channel connection) {
        waiting.remove(connection);
    }

    /** It is closed. */
    synchronized void leave(Channel connection) {
        connections--;
        waiting.remove(connection);
    }

    private void closeTheLate() {
        List<Channel> late = new ArrayList<>();
        synchronized (this) {
            long now = System.nanoTime();
            for (Iterator<Map.Entry<Channel, Long>> all = waiting.entrySet().iterator(); all.hasNext();) {
                Map.Entry<Channel, Long> one = all.next();
                if (one.getValue() - now < 0) {
                    late.add(one.getKey());
                    all.remove();
                }
            }
        }
        late.forEach(Channel::close);
    }

    private static long deadline(int seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }
}
