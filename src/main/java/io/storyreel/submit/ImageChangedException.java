package io.storyreel.submit;

import io.storyreel.service.HalfSentException;

/** An image is no longer what it was when its request was taken up: time does not mend that, somebody has to. */
final class ImageChangedException extends HalfSentException {

    private static final long serialVersionUID = 1L;

    ImageChangedException(String fileName) {
        super("the image \"" + fileName + "\" is no longer what it was when the request was taken up");
    }
}
