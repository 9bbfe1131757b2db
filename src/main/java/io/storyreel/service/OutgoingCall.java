package io.storyreel.service;

import org.apache.hc.core5.http.HttpEntity;

/**
 * A call to the service, ready to be sent.
 *
 * @param path below {@code storyreel.api.base-url}
 * @param entity what is posted; streams its files when it is written
 */
public record OutgoingCall(String path, HttpEntity entity) {
}
