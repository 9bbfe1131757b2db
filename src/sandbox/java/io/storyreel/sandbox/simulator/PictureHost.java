package io.storyreel.sandbox.simulator;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** Where the pictures of storyboards lie: hills under a sky, always the same ones at the same address. */
final class PictureHost {

    private static final int WIDTH = 480;

    private static final int HEIGHT = 270;

    private final Vertx vertx;

    PictureHost(Vertx vertx) {
        this.vertx = vertx;
    }

    void serve(RoutingContext context) {
        int seed = context.request().path().hashCode();
        vertx.executeBlocking(() -> Buffer.buffer(painted(seed)), false)
                .onSuccess(picture -> context.response().putHeader("Content-Type", "image/png").end(picture))
                .onFailure(context::fail);
    }

    private static byte[] painted(int seed) {
        Random random = new Random(seed);
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        float hue = random.nextFloat();
        graphics.setPaint(new GradientPaint(0, 0, Color.getHSBColor(hue, 0.5f, 0.75f), 0, HEIGHT,
                Color.getHSBColor(hue + 0.12f, 0.35f, 0.98f)));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        graphics.setColor(Color.getHSBColor(hue + 0.15f, 0.15f, 1));
        int size = 40 + random.nextInt(50);
        graphics.fillOval(random.nextInt(WIDTH - size), 20 + random.nextInt(60), size, size);
        for (int hill = 1; hill <= 3; hill++) {
            graphics.setColor(Color.getHSBColor(hue + 0.55f, 0.45f, 0.75f - 0.18f * hill));
            graphics.fill(hill(random, HEIGHT * (0.4 + 0.15 * hill)));
        }
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Path2D hill(Random random, double height) {
        double phase = random.nextDouble() * Math.PI * 2;
        double length = 90 + random.nextInt(120);
        Path2D line = new Path2D.Double();
        line.moveTo(0, HEIGHT);
        for (int x = 0; x <= WIDTH; x += 4) {
            line.lineTo(x, height + 22 * Math.sin(x / length + phase) + 9 * Math.sin(x / (length / 3) + phase));
        }
        line.lineTo(WIDTH, HEIGHT);
        line.closePath();
        return line;
    }
}
