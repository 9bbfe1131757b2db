/** What is asked for in a terminal of an instance that runs. */
package io.storyreel.terminal;
