package io.storyreel.sandbox.video;

/** A picture's size in pixels: even numbers, as the encoder wants them. */
record FrameSize(int width, int height) {

    private static final int SHORT_SIDE = 360;

    /** A small picture of that ratio; 16:9 when it is not one we know. */
    static FrameSize of(String aspectRatio) {
        return switch (aspectRatio) {
            case "4:3" -> new FrameSize(480, SHORT_SIDE);
            case "1:1" -> new FrameSize(SHORT_SIDE, SHORT_SIDE);
            case "3:4" -> new FrameSize(SHORT_SIDE, 480);
            case "9:16" -> new FrameSize(SHORT_SIDE, 640);
            default -> new FrameSize(640, SHORT_SIDE);
        };
    }
}
