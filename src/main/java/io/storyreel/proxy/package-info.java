/**
 * The HTTP proxies that calls to the story service and downloads go through, wherever they are set.
 *
 * <p>Knows {@code settings} alone.
 */
package io.storyreel.proxy;
