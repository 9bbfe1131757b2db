package io.storyreel.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How far a story of the advanced mode has got.
 *
 * @param step the first step without an answer: a step that answered is never run again
 * @param checkFirst whether that step's answer was lost and a manual retry was asked for: a GET may show that it was
 *        done
 * @param storyboard what a person made of the storyboard in review, on its way into the next call; or null
 * @param scenes likewise for the scenes
 */
public record StepProgress(Step step, boolean checkFirst, ObjectNode storyboard, JsonNode scenes) {
}
