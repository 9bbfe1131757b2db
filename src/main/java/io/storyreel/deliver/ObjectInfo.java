package io.storyreel.deliver;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.storyreel.download.SpooledVideo;

/**
 * What a store shows of the place of an object. Not every store, and not every proxy before one, shows all: what it
 * keeps to itself is null, or no label.
 *
 * @param state whether there is one
 * @param size in bytes
 * @param etag without quotes
 * @param labels its user metadata; some proxies change the case of their names
 */
public record ObjectInfo(State state, Long size, String etag, Map<String, String> labels) {

    /** No store's is longer; what the ledger has room for. */
    private static final int MAX_ETAG = 255;

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** There is none. */
    static final ObjectInfo ABSENT = new ObjectInfo(State.ABSENT, null, null, Map.of());

    /** We may not look. On AWS also where there is none, for whoever may not list the bucket. */
    static final ObjectInfo HIDDEN = new ObjectInfo(State.HIDDEN, null, null, Map.of());

    /** Whether there is an object. */
    enum State {
        ABSENT, HIDDEN, THERE
    }

    /** Labels are found by their names in any case. */
    public ObjectInfo {
        Map<String, String> byAnyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byAnyCase.putAll(labels);
        labels = byAnyCase;
        etag = etag == null || etag.isBlank() || etag.length() > MAX_ETAG ? null : etag.replace("\"", "");
    }

    /** An object, with what is known of it. */
    static ObjectInfo there(Long size, String etag, Map<String, String> labels) {
        return new ObjectInfo(State.THERE, size, etag, labels);
    }

    boolean isThere() {
        return state == State.THERE;
    }

    boolean isAbsent() {
        return state == State.ABSENT;
    }

    boolean isHidden() {
        return state == State.HIDDEN;
    }

    /** Whether its labels say that it is a request's. */
    boolean isOf(String requestId) {
        return requestId.equals(labels.get(VideoStore.REQUEST_ID));
    }

    /** Whether its labels say that it is another request's. */
    boolean isOfAnother(String requestId) {
        return labels.containsKey(VideoStore.REQUEST_ID) && !isOf(requestId);
    }

    /** Whether all the labels are there that we put on a video, and can be ours. */
    boolean isLabelled() {
        return labels.containsKey(VideoStore.REQUEST_ID) && labels.containsKey(VideoStore.STORY_ID)
                && SHA256.matcher(labels.getOrDefault(VideoStore.SHA256, "")).matches();
    }

    /** Whether size or digest say that it holds other bytes than a video. */
    boolean differsFrom(SpooledVideo video) {
        String sha256 = labels.get(VideoStore.SHA256);
        return size != null && size != video.size() || sha256 != null && !sha256.equals(video.sha256());
    }

    /** Whether its digest says that it holds the bytes of a video. That it does not say so proves nothing. */
    boolean proves(SpooledVideo video) {
        return !differsFrom(video) && (video.sha256().equals(labels.get(VideoStore.SHA256))
                || video.digests().md5().equalsIgnoreCase(etag));
    }

    /** This, with what another look showed in the place of what is missing here. */
    ObjectInfo or(ObjectInfo other) {
        if (!other.isThere()) {
            return this;
        }
        Map<String, String> all = new TreeMap<>(other.labels);
        all.putAll(labels);
        return there(size == null ? other.size : size, etag == null ? other.etag : etag, all);
    }
}
