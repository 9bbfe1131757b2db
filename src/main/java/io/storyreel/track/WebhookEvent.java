package io.storyreel.track;

/**
 * What the service posts to a webhook. It carries no signature: a hint, to be confirmed by a GET.
 *
 * @param batchId the story's id at the service
 * @param status {@code success} or {@code fail}, as claimed
 */
public record WebhookEvent(String batchId, String status) {
}
