/** A call to the simulated service as it came, and what its dialect and its document say against it. */
package io.storyreel.sandbox.simulator.call;
