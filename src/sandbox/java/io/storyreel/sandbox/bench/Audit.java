package io.storyreel.sandbox.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.sandbox.SandboxSettings;
import io.storyreel.sandbox.bench.bed.BenchStory;
import io.storyreel.sandbox.bench.bed.TestBed;

/** Checks that nothing was lost, paid for twice or stored other than it was made. */
final class Audit {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestBed stand;

    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());

    Audit(TestBed stand) {
        this.stand = stand;
    }

    /** What is wrong with the stories of these names, of which each should be paid for once and have its video. */
    Audit videos(List<String> names, List<BenchStory> stories) {
        Map<String, BenchStory> byName = stories.stream().collect(Collectors.toMap(BenchStory::name,
                Function.identity(), (first, second) -> first));
        names.parallelStream().forEach(name -> {
            int payments = stand.host().payments(name);
            if (payments != 1) {
                problems.add(name + " was paid for " + payments + " times");
            }
            if (byName.containsKey(name)) {
                video(byName.get(name));
            }
        });
        return this;
    }

    /** What is wrong with the results, of which each story should have one that tells the truth. */
    Audit results(List<String> names, List<String> results) {
        Map<String, JsonNode> byName = new HashMap<>();
        results.forEach(text -> {
            JsonNode result = json(text);
            if (byName.put(result.path("request_id").asText(), result) != null) {
                problems.add(result.path("request_id").asText() + " has a second result");
            }
        });
        for (String name : names) {
            JsonNode result = byName.get(name);
            if (result == null) {
                problems.add(name + " has no result");
            } else if (!result.path("status").asText().equals("delivered")) {
                problems.add(name + " ended otherwise: " + result);
            }
        }
        return this;
    }

    List<String> problems() {
        return problems;
    }

    private void video(BenchStory story) {
        var stored = stand.objects().video(story.name());
        if (stored.isEmpty()) {
            problems.add(story.name() + " has no video");
        } else if (!sha256(stored.get().key()).equals(stand.host().sha256(story))) {
            problems.add(story.name() + " has a video that is not the service's");
        }
    }

    private String sha256(String key) {
        try (InputStream object = stand.s3().client().getObject(request -> request.bucket(SandboxSettings.BUCKET)
                .key(key))) {
            DigestInputStream digested = new DigestInputStream(object, MessageDigest.getInstance("SHA-256"));
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }
}
