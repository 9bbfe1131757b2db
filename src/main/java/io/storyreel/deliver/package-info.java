/**
 * The deliver stage: brings a composed video from the service's media host into the bucket.
 *
 * <p>A video is gathered in a spool file on this machine's disk, checked whole, hashed and only then uploaded in one
 * atomic step, so that no half object can ever be seen. routes/40-deliver-video.camel.yaml shows the order; the types
 * here do the I/O. Everything that can go wrong leaves this package as a {@link io.storyreel.fault.StoryFault}.
 */
package io.storyreel.deliver;
