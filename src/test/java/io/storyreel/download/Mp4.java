package io.storyreel.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** Makes files that are mp4s as far as their boxes go. */
public final class Mp4 {

    private static final int FTYP_BYTES = 24;

    private Mp4() {
    }

    /** A whole video of exactly so many bytes, its content drawn from the seed. */
    public static byte[] ofSize(int bytes, long seed) {
        byte[] video = new byte[bytes];
        new Random(seed).nextBytes(video);
        ByteBuffer.wrap(video).put(ftyp()).put(box("mdat", bytes - FTYP_BYTES));
        return video;
    }

    /** A whole video of so many bytes, all but its headers a hole in the file. */
    static void sparse(Path file, long bytes) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(ftyp()));
            out.write(ByteBuffer.allocate(16).putInt(1).put(name("mdat")).putLong(bytes - FTYP_BYTES).flip());
            out.write(ByteBuffer.wrap(new byte[1]), bytes - 1);
        }
    }

    static byte[] ftyp() {
        return ByteBuffer.allocate(FTYP_BYTES).putInt(FTYP_BYTES).put(name("ftyp")).put(name("isom")).putInt(512)
                .put(name("isom")).put(name("mp41")).array();
    }

    /** The header of a box that says it has so many bytes. */
    static byte[] box(String type, int size) {
        return ByteBuffer.allocate(8).putInt(size).put(name(type)).array();
    }

    private static byte[] name(String type) {
        return type.getBytes(StandardCharsets.ISO_8859_1);
    }
}
