package io.storyreel.story;

/**
 * What an image file was when its request was taken up: these very bytes are sent, or none.
 *
 * @param size in bytes, more than 0
 * @param sha256 64 hex digits, of its bytes
 */
public record ImageVersion(long size, String sha256) {
}
