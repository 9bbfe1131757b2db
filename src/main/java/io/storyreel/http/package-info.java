/**
 * The HTTP server's guard, before any route sees a request (connections, ambiguous requests, sizes), and HTTP headers
 * read by their RFC.
 *
 * <p>Knows no other package.
 */
package io.storyreel.http;
