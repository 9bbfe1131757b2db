package io.storyreel.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.storyreel.sandbox.simulator.call.ServiceDialect;

/**
 * What the sandbox was asked for on the command line.
 *
 * @param once      stop after the first story
 * @param directory where all it keeps goes
 * @param example   the request it drops first
 * @param dialect   how the product and the simulated service speak with each other
 */
record SandboxArguments(boolean once, Path directory, Path example, ServiceDialect dialect) {

    static final String USAGE = "usage: sandbox [--once] [--no-build] [--dialect form|json|v2] [request.json]";

    static SandboxArguments parse(String... args) {
        List<String> words = new ArrayList<>(List.of(args));
        ServiceDialect dialect = dialect(words);
        List<String> files = words.stream().filter(word -> !word.startsWith("--")).toList();
        boolean unknown = words.stream().anyMatch(word -> word.startsWith("--") && !word.equals("--once"));
        if (unknown || files.size() > 1) {
            throw new IllegalArgumentException(USAGE);
        }
        Path example = Path.of(files.isEmpty() ? "examples/hello-story.json" : files.get(0));
        return new SandboxArguments(words.contains("--once"), Path.of("sandbox-data").toAbsolutePath(), example,
                dialect);
    }

    /** Takes the option out of the words. */
    private static ServiceDialect dialect(List<String> words) {
        int option = words.indexOf("--dialect");
        if (option < 0) {
            return ServiceDialect.FORM;
        }
        if (option + 1 == words.size()) {
            throw new IllegalArgumentException(USAGE);
        }
        words.remove(option);
        return ServiceDialect.of(words.remove(option));
    }
}
