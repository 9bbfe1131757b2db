package io.storyreel.request;

import io.storyreel.text.Excerpt;

/**
 * One thing that is wrong in a request document.
 *
 * @param pointer the field, as a JSON Pointer (RFC 6901) into the whole document: {@code /3/duration} in a batch,
 *        {@code /duration} in a single request, empty for the document itself
 * @param message plain words: the value, what is wrong with it, its bound and what to do
 */
public record FieldProblem(String pointer, String message) {

    private static final int POINTER_LIMIT = 160;

    /** As a user reads it, for example {@code /duration: 15 is out of bounds: a whole number from 1 to 10}. */
    @Override
    public String toString() {
        return pointer.isEmpty() ? message : new Excerpt(pointer, POINTER_LIMIT) + ": " + message;
    }

    /**
     * The pointer to a member or element.
     *
     * @param parent pointer of the object or array
     * @param name the member's name or the element's index, escaped here as RFC 6901 section 3 asks
     */
    public static String pointer(String parent, Object name) {
        return parent + "/" + name.toString().replace("~", "~0").replace("/", "~1");
    }
}
