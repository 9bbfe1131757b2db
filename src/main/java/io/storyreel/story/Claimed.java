package io.storyreel.story;

/** What is handed from stage to stage: a story under a claim of this process, with whatever a stage adds to it. */
public interface Claimed {

    /** The story, as it was claimed. */
    Story story();
}
