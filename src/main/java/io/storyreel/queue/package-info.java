/** What the message queues need besides their routes: connections, and what a message's headers are to a story. */
package io.storyreel.queue;
