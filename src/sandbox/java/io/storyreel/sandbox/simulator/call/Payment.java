package io.storyreel.sandbox.simulator.call;

import java.time.Instant;

/** A call that was charged for, whether or not its answer arrived. */
public record Payment(ApiCall call, String storyId, String idea, long credits, Instant at) {
}
