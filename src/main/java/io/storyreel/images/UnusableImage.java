package io.storyreel.images;

import io.storyreel.request.FieldProblem;

/** An image file that a request names and that cannot be used, whatever is tried. Carries no stack trace. */
public class UnusableImage extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * @param words what is wrong with it, for a {@link FieldProblem}
     */
    public UnusableImage(String words) {
        super(words, null, false, false);
    }
}
