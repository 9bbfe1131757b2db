package io.storyreel.story;

/**
 * One request of a file of many.
 *
 * @param line where it begins in the file, from 1
 * @param request checked, with its id
 */
public record BatchItem(int line, StoryRequest request) {
}
