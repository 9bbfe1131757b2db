/**
 * The HTTP server's guard, before any route sees a request (connections, ambiguous requests, sizes), and HTTP headers
 * read by their RFC.
 *
 * <p>Knows {@code fault} alone, for the end of a process whose memory has run out.
 */
package io.storyreel.http;
