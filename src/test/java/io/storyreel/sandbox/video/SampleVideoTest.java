package io.storyreel.sandbox.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jcodec.api.FrameGrab;
import org.jcodec.common.io.ByteBufferSeekableByteChannel;
import org.jcodec.common.model.Picture;
import org.jcodec.scale.AWTUtil;
import org.junit.jupiter.api.Test;

class SampleVideoTest {

    private static final Screenplay TWO_SCENES = new Screenplay("A cat learns to fly", "16:9",
            List.of("It looks at the birds.", "It jumps."));

    @Test
    void aPrettyVideoHasAllItsBoxesWhole() {
        byte[] mp4 = SampleVideo.pretty(TWO_SCENES);

        assertThat(boxes(mp4)).startsWith("ftyp").contains("moov", "mdat");
    }

    @Test
    void aPrettyVideoShowsEachSceneForASecondOnAColourOfItsOwn() throws Exception {
        FrameGrab grab = grab(SampleVideo.pretty(TWO_SCENES));

        assertThat(grab.getVideoTrack().getMeta().getTotalFrames()).isEqualTo(20);
        assertThat(grab.getVideoTrack().getMeta().getTotalDuration()).isEqualTo(2.0);
        Color first = corner(grab.seekToFramePrecise(0).getNativeFrame());
        Color second = corner(grab.seekToFramePrecise(15).getNativeFrame());
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void aPrettyVideoHasTextInIt() throws Exception {
        BufferedImage picture = AWTUtil.toBufferedImage(grab(SampleVideo.pretty(TWO_SCENES)).getNativeFrame());

        assertThat(picture.getWidth()).isEqualTo(640);
        assertThat(picture.getHeight()).isEqualTo(360);
        assertThat(countBright(picture)).as("bright pixels in the upper half").isGreaterThan(500);
    }

    @Test
    void aTinyVideoIsARealOneToo() throws Exception {
        byte[] mp4 = SampleVideo.tiny(TWO_SCENES);

        assertThat(boxes(mp4)).startsWith("ftyp").contains("moov", "mdat");
        assertThat(grab(mp4).getNativeFrame().getWidth()).isEqualTo(64);
        assertThat(mp4).hasSizeLessThan(4_000);
    }

    private static FrameGrab grab(byte[] mp4) throws Exception {
        return FrameGrab.createFrameGrab(ByteBufferSeekableByteChannel.readFromByteBuffer(ByteBuffer.wrap(mp4)));
    }

    private static Color corner(Picture picture) {
        return new Color(AWTUtil.toBufferedImage(picture).getRGB(4, 4));
    }

    private static long countBright(BufferedImage picture) {
        long bright = 0;
        for (int y = 0; y < 180; y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                Color colour = new Color(picture.getRGB(x, y));
                bright += Math.min(colour.getRed(), Math.min(colour.getGreen(), colour.getBlue())) > 200 ? 1 : 0;
            }
        }
        return bright;
    }

    /** The top-level boxes; fails when one reaches beyond the end. */
    private static List<String> boxes(byte[] mp4) {
        List<String> names = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(mp4);
        long position = 0;
        while (position < mp4.length) {
            long size = buffer.getInt((int) position) & 0xffffffffL;
            names.add(new String(mp4, (int) position + 4, 4, StandardCharsets.US_ASCII));
            size = size == 1 ? buffer.getLong((int) position + 8) : size;
            assertThat(size).isGreaterThanOrEqualTo(8);
            position += size;
        }
        assertThat(position).isEqualTo(mp4.length);
        return names;
    }
}
