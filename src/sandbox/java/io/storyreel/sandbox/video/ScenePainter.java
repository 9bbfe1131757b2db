package io.storyreel.sandbox.video;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Paints the pictures of one video: title, scene number and text on a colour of its own for each scene. */
final class ScenePainter {

    private static final int MARGIN = 24;

    private final Screenplay screenplay;

    private final FrameSize size;

    ScenePainter(Screenplay screenplay, FrameSize size) {
        this.screenplay = screenplay;
        this.size = size;
    }

    /** One picture of a scene; {@code progress} from 0 to 1 is how much of the whole video has passed. */
    BufferedImage paint(int scene, double progress) {
        BufferedImage picture = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = picture.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(Color.getHSBColor(scene * 0.618f % 1, 0.55f, 0.45f));
            graphics.fillRect(0, 0, size.width(), size.height());
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, size.height() - 8, (int) (size.width() * progress), 8);
            write(graphics, scene);
        } finally {
            graphics.dispose();
        }
        return picture;
    }

    private void write(Graphics2D graphics, int scene) {
        int y = lines(graphics, new Font(Font.SANS_SERIF, Font.BOLD, 30), screenplay.title(), MARGIN);
        String number = "Scene " + (scene + 1) + " of " + screenplay.scenes().size();
        y = lines(graphics, new Font(Font.SANS_SERIF, Font.PLAIN, 20), number, y + MARGIN);
        lines(graphics, new Font(Font.SERIF, Font.ITALIC, 24), screenplay.scenes().get(scene), y + MARGIN / 2);
    }

    /** Writes a text in lines that fit, and gives where the next may begin. */
    private int lines(Graphics2D graphics, Font font, String text, int top) {
        graphics.setFont(font);
        FontMetrics metrics = graphics.getFontMetrics();
        int y = top + metrics.getAscent();
        StringBuilder line = new StringBuilder();
        for (String word : text.split("\\s+")) {
            boolean isFull = metrics.stringWidth(line + " " + word) > size.width() - 2 * MARGIN;
            if (isFull && line.length() > 0) {
                graphics.drawString(line.toString(), MARGIN, y);
                y += metrics.getHeight();
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        graphics.drawString(line.toString(), MARGIN, y);
        return y + metrics.getDescent();
    }
}
