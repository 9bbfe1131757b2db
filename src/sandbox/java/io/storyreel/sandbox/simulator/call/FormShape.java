package io.storyreel.sandbox.simulator.call;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of a body as it comes over the wire, judged by the strictest reader there is (RFC 7578 to the letter, and
 * what servers are known to stumble over). What a lenient parser makes of it is looked at elsewhere.
 */
public final class FormShape {

    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]+)\"|([^;\\s]+))");

    private static final Pattern NAME = Pattern.compile("[; ]name=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static final Pattern PART_CHARSET = Pattern.compile("charset=\"?([^\";\\s]+)");

    private static final String TYPE = "content-type";

    private static final String DELIMITED = "\r\n--";

    private final List<Problem> problems = new ArrayList<>();

    private final String type;

    private final String delimiter;

    private final boolean isMultipart;

    private Place place = Place.BEFORE;

    /** What is not judged yet, a character a byte. The first delimiter may lack its line break. */
    private String pending = "\r\n";

    private String part = "";

    private long partSize;

    private int parts;

    private long size;

    /** @param contentType the call's header, or null */
    public FormShape(String contentType) {
        this.type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip();
        this.isMultipart = type.equals("multipart/form-data");
        Matcher boundary = BOUNDARY.matcher(contentType == null ? "" : contentType);
        boolean isBounded = boundary.find();
        this.delimiter = isBounded ? DELIMITED + (boundary.group(1) == null ? boundary.group(2) : boundary.group(1))
                : null;
        if (isMultipart && !isBounded) {
            object(TYPE, "a form without a boundary");
        }
        if (isMultipart && contentType.toLowerCase(Locale.ROOT).contains("charset=")) {
            object(TYPE, "charset is no parameter of multipart/form-data: text would be read by it");
        }
    }

    /** Whether there is a form that can be taken apart. */
    boolean isForm() {
        return isMultipart && delimiter != null || type.equals("application/x-www-form-urlencoded");
    }

    boolean isJson() {
        return type.contains("json");
    }

    private enum Place {
        BEFORE, BEHIND_DELIMITER, HEAD, BODY, END
    }

    /** Looks at the next bytes of the body. */
    public void read(byte[] chunk) {
        size += chunk.length;
        if (isMultipart && delimiter != null) {
            pending += new String(chunk, StandardCharsets.ISO_8859_1);
            boolean moved = true;
            while (moved) {
                moved = switch (place) {
                    case BEFORE, BODY -> upToDelimiter();
                    case BEHIND_DELIMITER -> behindDelimiter();
                    case HEAD -> head();
                    case END -> false;
                };
            }
        }
    }

    /** What is wrong with the body, now that it has ended. */
    public List<Problem> problems() {
        if (isMultipart && parts == 0) {
            object("", "a form without a part: send an empty body where there are no fields");
        } else if (isMultipart && place != Place.END) {
            object("", "the form does not end with its closing boundary");
        }
        if (size > 0 && !isMultipart && !isForm() && !isJson()) {
            object(TYPE, (type.isEmpty() ? "a body without a type" : type) + " is no form");
        }
        return List.copyOf(problems);
    }

    private boolean upToDelimiter() {
        int found = pending.indexOf(delimiter);
        int passed = found >= 0 ? found : Math.max(0, pending.length() - delimiter.length());
        partSize += passed;
        if (found < 0) {
            pending = pending.substring(passed);
            return false;
        }
        if (place == Place.BODY && partSize == 0) {
            object(part, "an empty part");
        }
        pending = pending.substring(found + delimiter.length());
        place = Place.BEHIND_DELIMITER;
        return true;
    }

    private boolean behindDelimiter() {
        if (pending.length() < 2) {
            return false;
        }
        place = pending.startsWith("--") ? Place.END : Place.HEAD;
        // The line break stays: a part without a head has nothing but the empty line behind it.
        return true;
    }

    private boolean head() {
        int end = pending.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        judge(pending.substring(0, end));
        pending = pending.substring(end + 4);
        parts++;
        partSize = 0;
        place = Place.BODY;
        return true;
    }

    private void judge(String head) {
        Matcher name = NAME.matcher(head);
        part = name.find() ? name.group(1) : "";
        if (part.isEmpty()) {
            object("", "a part without a name");
        }
        String lower = head.toLowerCase(Locale.ROOT);
        if (lower.contains("filename*")) {
            object(part, "filename* is forbidden in forms (RFC 7578, 4.2)");
        }
        if (lower.contains("filename=\"\"")) {
            object(part, "a file without a name");
        }
        Matcher charset = PART_CHARSET.matcher(lower);
        if (charset.find() && !charset.group(1).equals("utf-8")) {
            object(part, "text in " + charset.group(1) + ": only UTF-8 is read");
        }
    }

    private void object(String field, String message) {
        problems.add(new Problem(field, message, "value_error"));
    }
}
