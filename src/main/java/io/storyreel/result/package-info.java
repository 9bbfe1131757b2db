/**
 * The result as {@code schemas/story-result.schema.json} publishes it.
 *
 * <p>Knows {@code story} and {@code fault}.
 */
package io.storyreel.result;
