package io.storyreel.story;

import java.math.BigDecimal;

import io.storyreel.fault.ErrorCode;

/**
 * A request of a batch with what became of it: no more than the sheet of results has cells for, because there may be a
 * hundred thousand of them.
 *
 * @param number its place in the file, from 1
 * @param isDuplicate whether it had been asked for before
 * @param state of its story as it is now
 * @param storyId the service's id; null where it has none
 * @param videoUri the object in the bucket; null where there is none
 * @param usedCredits what the service says it cost; null where unknown
 * @param errorCode what it failed with, or what had been in its way; null for nothing
 * @param errorMessage the same in words
 */
public record BatchRow(int number, boolean isDuplicate, String requestId, StoryState state, String storyId,
        String videoUri, BigDecimal usedCredits, ErrorCode errorCode, String errorMessage) {
}
