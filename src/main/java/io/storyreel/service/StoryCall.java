package io.storyreel.service;

/** The service's calls that are paid for. */
public enum StoryCall {
    IDEA_TO_VIDEO, IMAGES_TO_VIDEO, URL_TO_VIDEO, STORYBOARD, ELEMENTS, SCENES, VIDEOS;

    /** Whether the service takes a {@code webhook_url} with it: the others answer in the call itself. */
    public boolean callsBack() {
        return this != STORYBOARD && this != ELEMENTS && this != SCENES;
    }
}
