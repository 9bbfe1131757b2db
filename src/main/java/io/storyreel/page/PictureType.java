package io.storyreel.page;

import java.nio.charset.StandardCharsets;

/** What a picture is, by its first bytes: whatever else a host sends is not passed on under our name. */
final class PictureType {

    private PictureType() {
    }

    /** The media type of a PNG, JPEG, GIF, WebP or AVIF; null for anything else. */
    static String of(byte[] picture) {
        String head = new String(picture, 0, Math.min(12, picture.length), StandardCharsets.ISO_8859_1);
        if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
            return "image/png";
        }
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return "image/jpeg";
        }
        if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
            return "image/gif";
        }
        if (head.startsWith("RIFF") && head.endsWith("WEBP")) {
            return "image/webp";
        }
        return head.endsWith("ftypavif") ? "image/avif" : null;
    }
}
