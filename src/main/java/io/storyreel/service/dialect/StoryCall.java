package io.storyreel.service.dialect;

/** The service's calls that are paid for. */
public enum StoryCall {
    IDEA_TO_VIDEO("/story/idea-2-video"),
    IMAGES_TO_VIDEO("/story/images-2-video"),
    URL_TO_VIDEO("/story/url-2-video"),
    STORYBOARD("/story"),
    ELEMENTS("/story/{story_id}/elements"),
    SCENES("/story/{story_id}/scenes"),
    VIDEOS("/story/{story_id}/videos");

    private final String path;

    StoryCall(String path) {
        this.path = path;
    }

    /** Where it is, as the service's documentation writes it: with {@code {story_id}} for the story's id. */
    public String path() {
        return path;
    }

    /** Whether the service takes a {@code webhook_url} with it: the others answer in the call itself. */
    public boolean callsBack() {
        return this != STORYBOARD && this != ELEMENTS && this != SCENES;
    }
}
