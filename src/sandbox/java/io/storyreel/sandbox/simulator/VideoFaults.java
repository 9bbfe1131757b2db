package io.storyreel.sandbox.simulator;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** What the {@code [sim:video=..]} markers of an idea ask of its video. */
record VideoFaults(List<Marker> markers) {

    /** A host nobody has: names under {@code .invalid} never resolve. */
    private static final String FOREIGN = "http://media.invalid";

    static VideoFaults of(String idea) {
        return new VideoFaults(Marker.in(idea).stream().filter(marker -> marker.name().equals("video")).toList());
    }

    Optional<Marker> find(String kind) {
        return markers.stream().filter(marker -> marker.kind().equals(kind)).findFirst();
    }

    boolean has(String kind) {
        return find(kind).isPresent();
    }

    /** The first marker that answers a download with a status code. */
    Optional<Marker> status() {
        return markers.stream().filter(Marker::isStatus).findFirst();
    }

    /** Whether the length is kept back: as a kind of its own, or as a word beside {@code huge}. */
    boolean isChunked() {
        return has("chunked") || markers.stream().anyMatch(marker -> marker.has("chunked"));
    }

    /** The length the video is stretched to, or 0. */
    long hugeLength() {
        return find("huge").map(Marker::number).orElse(0L);
    }

    /** Where the story says its video is. */
    String urlOf(URI base, String storyId) {
        return (has("wrong-host") ? FOREIGN : base) + "/media/" + storyId + ".mp4";
    }

    /** Where a download is sent on to, if it is. */
    Optional<String> redirect(URI base, String storyId) {
        Optional<Marker> evil = find("redirect-evil");
        if (evil.isPresent()) {
            return evil.map(marker -> marker.settings().getOrDefault("to", FOREIGN + "/media/" + storyId + ".mp4"));
        }
        return find("redirect").map(marker -> base + "/media/moved/" + storyId + ".mp4");
    }
}
