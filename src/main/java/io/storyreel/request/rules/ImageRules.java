package io.storyreel.request.rules;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.storyreel.images.ImageLocation;
import io.storyreel.images.ObjectName;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.RequestItem;
import io.storyreel.settings.AllowedBuckets;
import io.storyreel.text.Excerpt;

/**
 * The rules for the images of one request: addresses the service fetches itself, and files that travel with the call.
 *
 * @param item the request
 * @param buckets those that requests may name
 */
public record ImageRules(RequestItem item, AllowedBuckets buckets) {

    private static final Pattern S3_URI = Pattern.compile("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/(.+)", Pattern.DOTALL);

    /** The longest object key a store takes, in bytes of UTF-8. */
    static final int MAX_KEY_BYTES = 1024;

    /**
     * What is wrong with the images.
     *
     * @param location where image files have to be, or null where that is not known: then their names are not looked at
     */
    List<FieldProblem> problems(ImageLocation location) {
        List<FieldProblem> problems = new ArrayList<>();
        // A URL's rules are the same for the page of url-2-video, but that one may be plain http.
        collect("image_urls", url -> new ImageUrl(url).problem("https"), problems);
        if (location != null) {
            collect("image_files", name -> location == ImageLocation.BUCKET ? inBucket(name) : inFolder(name),
                    problems);
        }
        if (item.request().path("url").isTextual()) {
            String url = item.request().path("url").textValue();
            String problem = new ImageUrl(url).problem("https", "http");
            if (problem != null) {
                problems.add(item.problem("url", quoted(url) + problem));
            }
        }
        return problems;
    }

    private void collect(String field, Function<String, String> rule, List<FieldProblem> problems) {
        List<String> values = item.texts(field);
        for (int i = 0; i < values.size(); i++) {
            String problem = rule.apply(values.get(i));
            if (problem != null) {
                problems.add(item.problem(field, i, quoted(values.get(i)) + problem));
            }
        }
    }

    private String inBucket(String name) {
        var uri = S3_URI.matcher(name);
        if (!uri.matches() || hasControl(name)) {
            return "has to be s3://bucket/key here: only a request file in the inbox has a folder of its own";
        }
        if (!buckets.allows(ObjectName.of(name).bucket())) {
            return "is in a bucket that requests may not name: only storyreel.s3.bucket and those in"
                    + " storyreel.s3.allowed-buckets";
        }
        boolean tooLong = uri.group(1).getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES;
        return tooLong ? "has a key of more than " + MAX_KEY_BYTES + " bytes" : null;
    }

    private static String inFolder(String name) {
        if (name.startsWith("s3://")) {
            return "an object of a store can be named in requests from queues only:"
                    + " put the image beside the request file";
        }
        if (name.contains("://")) {
            return "is an address: image_files takes names of files, image_urls takes https addresses";
        }
        if (name.isBlank() || hasControl(name)) {
            return "is not a file name: it is empty or has control characters in it";
        }
        if (name.startsWith("/") || name.startsWith("~") || name.contains("\\") || name.matches("[A-Za-z]:.*")) {
            return "has to be relative to the request file's folder, with / between folders";
        }
        boolean leaves = Stream.of(name.split("/")).anyMatch(".."::equals);
        return leaves ? "must not leave the request file's folder (..)" : null;
    }

    private static boolean hasControl(String name) {
        return name.chars().anyMatch(Character::isISOControl);
    }

    private static String quoted(String value) {
        return "\"" + new Excerpt(value, Excerpt.OF_A_VALUE) + "\" ";
    }
}
