package io.storyreel.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether a file is whole as an mp4: its top-level boxes (ISO/IEC 14496-12 section 4.2) begin with {@code ftyp} and
 * tile the file exactly. Reads the boxes' headers only. What is inside them is the player's business.
 */
final class Mp4Boxes {

    /** A fragmented hour has some thousands; a file of nothing but empty boxes would keep us busy for hours. */
    private static final int MAX_BOXES = 1_000_000;

    /** Header, brand and minor version: a file type box cannot be shorter (section 4.3). */
    private static final int MIN_FTYP = 16;

    /** Some writers pad a file to their block's end. */
    private static final int MAX_PADDING = 16;

    /** How every gzip file begins (RFC 1952 section 2.3.1). */
    private static final short GZIP = 0x1f8b;

    private final FileChannel file;

    private final long length;

    private final ByteBuffer header = ByteBuffer.allocate(16);

    private Mp4Boxes(FileChannel file) throws IOException {
        this.file = file;
        this.length = file.size();
    }

    /**
     * Looks a file over.
     *
     * @return what is wrong with it, in plain words; empty for a whole mp4
     * @throws IOException where it cannot be read
     */
    static Optional<String> problemOf(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            return new Mp4Boxes(file).problem();
        }
    }

    private Optional<String> problem() throws IOException {
        if (length == 0) {
            return Optional.of("it is empty");
        }
        int boxes = 0;
        for (long at = 0; at < length; boxes++) {
            if (boxes > 0 && isZeroFrom(at)) {
                if (length - at > MAX_PADDING) {
                    return Optional.of("after its last box it has " + (length - at)
                            + " bytes that are no box, more than"
                            + " the " + MAX_PADDING + " zeros that do no harm");
                }
                break;
            }
            Box box = boxAt(at);
            if (boxes == 0 && !box.type().equals("ftyp")) {
                return Optional.of(isGzip() ? "it is compressed (gzip), though it was asked for as it is"
                        : looksLikeHtml() ? "it is a web page (HTML)" : "it does not begin with an ftyp box");
            }
            if (box.size() < (boxes == 0 ? MIN_FTYP : 8)) {
                return Optional.of("the box at byte " + at + " has the impossible size " + box.size());
            }
            if (box.size() > length - at) {
                return Optional.of("it is cut off: the box at byte " + at + " should have " + box.size()
                        + " bytes, " + (length - at) + " are there");
            }
            if (boxes == MAX_BOXES) {
                return Optional.of("it has more than " + MAX_BOXES + " boxes");
            }
            at += box.size();
        }
        return boxes > 1 ? Optional.empty() : Optional.of("it has no content beside its ftyp box");
    }

    /** A box's four-character type and its whole size in bytes, 0 or less where the size makes no sense. */
    private record Box(String type, long size) {
    }

    private Box boxAt(long at) throws IOException {
        read(at);
        if (header.remaining() < 8) {
            return new Box("", header.remaining() == 0 ? 0 : 8);
        }
        long size = Integer.toUnsignedLong(header.getInt());
        byte[] type = new byte[4];
        header.get(type);
        if (size == 0) {
            size = length - at;
        } else if (size == 1) {
            // a header of 16 bytes; a 64-bit size beyond Long.MAX_VALUE reads as negative and is refused with the rest
            long large = header.remaining() < 8 ? Long.MAX_VALUE : header.getLong();
            size = large < 16 ? -1 : large;
        }
        return new Box(new String(type, StandardCharsets.ISO_8859_1), size);
    }

    private void read(long at) throws IOException {
        header.clear();
        while (header.hasRemaining() && file.read(header, at + header.position()) > 0) {
            // goes on until 16 bytes or the end
        }
        header.flip();
    }

    /** Whether nothing but zeros follows; a box has a type, so its header is never all zero. */
    private boolean isZeroFrom(long at) throws IOException {
        read(at);
        while (header.hasRemaining()) {
            if (header.get() != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isGzip() throws IOException {
        read(0);
        return header.remaining() >= 2 && header.getShort() == GZIP;
    }

    private boolean looksLikeHtml() throws IOException {
        ByteBuffer start = ByteBuffer.allocate(512);
        file.read(start, 0);
        String text = new String(start.array(), 0, start.position(), StandardCharsets.ISO_8859_1);
        return text.replace("\u00ef\u00bb\u00bf", "").stripLeading().startsWith("<");
    }
}
