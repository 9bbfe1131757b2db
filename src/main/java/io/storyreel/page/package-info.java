/** The status page: its files, what it asks for beside the API, and the stream that tells it what changes. */
package io.storyreel.page;
