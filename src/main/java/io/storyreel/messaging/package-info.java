/**
 * What all message queues have in common: envelopes, packed bodies, rejections, headers kept with a story.
 *
 * <p>Knows {@code request}, {@code report}, {@code metrics}; none of its subpackages.
 */
package io.storyreel.messaging;
