package io.storyreel.service.dialect;

import io.storyreel.fault.StoryFault;
import io.storyreel.service.HalfSentException;
import org.apache.hc.client5.http.entity.mime.ContentBody;

/** Where the bytes of a request's {@code image_files} come from when they are sent. */
public interface ImageParts {

    /**
     * One image as a part that streams, never held in memory. Its length is known: else the form would travel in
     * chunks, and one that breaks off half way would look whole. Where its bytes cannot be read to their end any more
     * when it is written, it throws a {@link HalfSentException}.
     *
     * @throws StoryFault where it can't be read: nothing has been sent
     */
    ContentBody part(String name) throws StoryFault;
}
