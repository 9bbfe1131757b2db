package io.storyreel.sandbox.sqs;

import java.util.Set;

/** Which attributes a receiver asked for: by name, by {@code prefix.*}, or all by {@code All} or {@code .*}. */
record NameFilter(Set<String> wanted) {

    boolean takes(String name) {
        return wanted.stream().anyMatch(wish -> wish.equals("All") || wish.equals(name)
                || wish.endsWith(".*") && name.startsWith(wish.substring(0, wish.length() - 2)));
    }
}
