package io.storyreel.trace;

/** A call under way, as a tracing system is told of it. Ends by one of its methods. */
public interface CallSpan {

    /** Nobody is told. */
    CallSpan UNTOLD = new CallSpan() {
        @Override
        public void answered(int status) {
            // Nobody is told.
        }

        @Override
        public void broke(Exception why) {
            // Nobody is told.
        }
    };

    /** It was answered. */
    void answered(int status);

    /** It was not; of the fault its kind is told, not its words, which may be anybody's. */
    void broke(Exception why);
}
