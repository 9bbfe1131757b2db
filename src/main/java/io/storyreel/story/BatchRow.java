package io.storyreel.story;

/**
 * A request of a batch with its story as it is now.
 *
 * @param number its place in the file, from 1
 * @param isDuplicate whether it had been asked for before
 */
public record BatchRow(int number, boolean isDuplicate, Story story) {
}
