package io.storyreel.sandbox.video;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

import org.jcodec.api.awt.AWTSequenceEncoder;

/** Makes small mp4 files (H.264) that any player shows. Each one is made once and kept. */
public final class SampleVideo {

    private static final int FRAMES_A_SECOND = 10;

    private static final Map<Screenplay, byte[]> MADE = new ConcurrentHashMap<>();

    static {
        System.setProperty("java.awt.headless", "true");
    }

    private SampleVideo() {
    }

    /** A video that shows the title and, a second each, the scenes. Takes a second or two to make. */
    public static byte[] pretty(Screenplay screenplay) {
        return MADE.computeIfAbsent(screenplay, SampleVideo::makePretty).clone();
    }

    /** The same few small frames for every screenplay: for tests, which want a real mp4 at once. */
    public static byte[] tiny(Screenplay screenplay) {
        return MADE.computeIfAbsent(new Screenplay("", "tiny", List.of()), key -> encode(2, index -> {
            BufferedImage picture = new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR);
            Graphics2D graphics = picture.createGraphics();
            graphics.setColor(index == 0 ? Color.ORANGE : Color.BLUE);
            graphics.fillRect(0, 0, 64, 48);
            graphics.dispose();
            return picture;
        })).clone();
    }

    private static byte[] makePretty(Screenplay screenplay) {
        // A story without scenes still gets a picture: its title.
        Screenplay shown = screenplay.scenes().isEmpty()
                ? new Screenplay(screenplay.title(), screenplay.aspectRatio(), List.of("")) : screenplay;
        ScenePainter painter = new ScenePainter(shown, FrameSize.of(shown.aspectRatio()));
        int frames = shown.scenes().size() * FRAMES_A_SECOND;
        return encode(frames, index -> painter.paint(index / FRAMES_A_SECOND, (index + 1.0) / frames));
    }

    private static byte[] encode(int frames, IntFunction<BufferedImage> pictures) {
        try {
            Path file = Files.createTempFile("sample-video", ".mp4");
            try {
                AWTSequenceEncoder encoder = AWTSequenceEncoder.createSequenceEncoder(file.toFile(), FRAMES_A_SECOND);
                for (int index = 0; index < frames; index++) {
                    encoder.encodeImage(pictures.apply(index));
                }
                encoder.finish();
                return Files.readAllBytes(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
