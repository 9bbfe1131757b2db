/**
 * Journeys: the packaged app, started as its users start it, between the sandbox's story service and S3 server. What a
 * test knows of it is what a user can see: files, objects, answers, exit codes, and what the service was asked for.
 */
package io.storyreel.journey;
