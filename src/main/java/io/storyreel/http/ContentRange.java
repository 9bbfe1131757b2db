package io.storyreel.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of a video an answer 206 holds (RFC 9110 section 14.4).
 *
 * @param first position of its first byte
 * @param last position of its last byte
 * @param total length of the whole video, -1 where the host does not know
 */
public record ContentRange(long first, long last, long total) {

    private static final Pattern FORM =
            Pattern.compile("bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)", Pattern.CASE_INSENSITIVE);

    /** Reads the header's value; empty for null and for what is not a byte range. */
    public static Optional<ContentRange> parse(String value) {
        Matcher form = FORM.matcher(value == null ? "" : value);
        if (!form.matches()) {
            return Optional.empty();
        }
        ContentRange range = new ContentRange(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)),
                form.group(3).equals("*") ? -1 : Long.parseLong(form.group(3)));
        boolean sane = range.first <= range.last && (range.total < 0 || range.last < range.total);
        return sane ? Optional.of(range) : Optional.empty();
    }

    /** Bytes in the part. */
    public long length() {
        return last - first + 1;
    }
}
