package io.storyreel.sandbox.bench.bed;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Names of stories, and the documents that ask for them. */
public final class Requests {

    private Requests() {
    }

    /** So many names that begin alike. */
    public static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(number -> "%s-%06d".formatted(prefix, number)).toList();
    }

    /** Documents of so many requests each; with one, a document is the request itself. */
    public static List<String> documents(List<String> names, int batch) {
        List<String> documents = new ArrayList<>();
        for (int from = 0; from < names.size(); from += batch) {
            List<String> some = names.subList(from, Math.min(names.size(), from + batch));
            documents.add(batch == 1 ? request(some.get(0))
                    : some.stream().map(Requests::request).collect(Collectors.joining(",", "[", "]")));
        }
        return documents;
    }

    private static String request(String name) {
        return "{\"request_id\":\"" + name + "\",\"idea\":\"" + StoryText.idea(name) + "\",\"title\":\"Bench\"}";
    }
}
