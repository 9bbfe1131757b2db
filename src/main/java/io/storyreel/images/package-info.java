/**
 * Image files of requests, in the inbox or in the store: where a name leads, how large they are, their bytes.
 *
 * <p>Knows {@code files}, {@code s3}, {@code settings}, {@code text}.
 */
package io.storyreel.images;
