package io.storyreel.sandbox.simulator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

import io.storyreel.sandbox.simulator.call.CallReader;

/**
 * A story's video: a playable film, then one {@code free} box that names the story, so that no two stories have the
 * same bytes. The box can be as large as wanted: its bytes are made when they are read.
 */
public final class StoryFilm {

    private static final int PIECE = 64 * 1024;

    /** The filling repeats at no power of two, so that a piece written in the wrong place shows in the digest. */
    private static final int PERIOD = 251;

    private static final byte[] FILLING = filling();

    private final byte[] head;

    private final long length;

    private final String etag;

    /** @param wanted the length to stretch to; what the film needs when that is more */
    public StoryFilm(String storyId, byte[] film, long wanted) {
        byte[] name = storyId.getBytes(StandardCharsets.US_ASCII);
        this.length = Math.max(wanted, film.length + 16L + name.length);
        // A size of 1 says that the real one follows in 64 bits, which a huge box needs.
        this.head = ByteBuffer.allocate(film.length + 16 + name.length)
                .put(film)
                .putInt(1)
                .put("free".getBytes(StandardCharsets.US_ASCII))
                .putLong(length - film.length)
                .put(name)
                .array();
        this.etag = '"' + storyId + '-' + length + '"';
    }

    /** How many bytes it has. */
    public long length() {
        return length;
    }

    /** Its strong entity tag, with quotes. */
    public String etag() {
        return etag;
    }

    /** The bytes from there on: so many, or up to the end. */
    public byte[] read(long from, int count) {
        byte[] piece = new byte[(int) Math.max(0, Math.min(count, length - from))];
        int ofHead = (int) Math.max(0, Math.min(piece.length, head.length - from));
        if (ofHead > 0) {
            System.arraycopy(head, (int) from, piece, 0, ofHead);
        }
        for (int filled = ofHead; filled < piece.length;) {
            int phase = (int) ((from + filled) % PERIOD);
            int some = Math.min(piece.length - filled, FILLING.length - phase);
            System.arraycopy(FILLING, phase, piece, filled, some);
            filled += some;
        }
        return piece;
    }

    /** The digest of all bytes, in hex: what a faithful copy has, too. */
    public String sha256() {
        MessageDigest digest = CallReader.sha256();
        for (long position = 0; position < length; position += PIECE) {
            digest.update(read(position, PIECE));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] filling() {
        byte[] filling = new byte[PIECE + PERIOD];
        for (int i = 0; i < filling.length; i++) {
            filling[i] = (byte) (i % PERIOD);
        }
        return filling;
    }
}
