package io.storyreel.service;

import io.storyreel.fault.StoryFault;
import org.apache.hc.client5.http.entity.mime.ContentBody;

/** Where the bytes of a request's {@code image_files} come from when they are sent. */
public interface ImageParts {

    /**
     * One image as a part that streams, never held in memory.
     *
     * @throws StoryFault where it can't be read any more: nothing has been sent
     */
    ContentBody part(String name) throws StoryFault;
}
