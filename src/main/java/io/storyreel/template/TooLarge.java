package io.storyreel.template;

/** With its values in it a template is more than a document may be. */
final class TooLarge extends Exception {

    private static final long serialVersionUID = 1L;

    TooLarge() {
        super("too large", null, false, false);
    }
}
