package io.storyreel.sandbox.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.storyreel.sandbox.InboxWriter;

/** Files in the inbox, files in the outbox. */
final class InboxChannel implements Channel {

    private final Path inbox;

    private final Path outbox;

    private int sent;

    InboxChannel(Path folder) {
        this.inbox = folder.resolve("inbox");
        this.outbox = folder.resolve("outbox");
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("storyreel.inbox.dir", inbox.toAbsolutePath().toString(),
                "storyreel.outbox.dir", outbox.toAbsolutePath().toString());
    }

    @Override
    public void send(List<String> documents) {
        try {
            for (String document : documents) {
                InboxWriter.put(inbox, "bench-%06d.json".formatted(sent++), document.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int arrived() {
        return files().size();
    }

    @Override
    public List<String> results() {
        List<String> results = new ArrayList<>();
        for (Path file : files()) {
            try {
                results.add(Files.readString(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return results;
    }

    private List<Path> files() {
        if (!Files.isDirectory(outbox)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(outbox)) {
            return files.filter(file -> file.getFileName().toString().matches("[^.].*\\.json")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // Files need no closing.
    }
}
