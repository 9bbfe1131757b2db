/**
 * Request templates: a request with places for values, which many requests are made from.
 *
 * <p>Knows {@code request}, {@code inbox}.
 */
package io.storyreel.template;
