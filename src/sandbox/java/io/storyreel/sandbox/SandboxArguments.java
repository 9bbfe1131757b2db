package io.storyreel.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * What the sandbox was asked for on the command line.
 *
 * @param once      stop after the first story
 * @param directory where all it keeps goes
 * @param example   the request it drops first
 */
record SandboxArguments(boolean once, Path directory, Path example) {

    static final String USAGE = "usage: sandbox [--once] [--no-build] [request.json]";

    static SandboxArguments parse(String... args) {
        List<String> words = List.of(args);
        List<String> files = words.stream().filter(word -> !word.startsWith("--")).toList();
        boolean unknown = words.stream().anyMatch(word -> word.startsWith("--") && !word.equals("--once"));
        if (unknown || files.size() > 1) {
            throw new IllegalArgumentException(USAGE);
        }
        Path example = Path.of(files.isEmpty() ? "examples/hello-story.json" : files.get(0));
        return new SandboxArguments(words.contains("--once"), Path.of("sandbox-data").toAbsolutePath(), example);
    }
}
