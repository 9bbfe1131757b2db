package io.storyreel.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.DeliveryFaults;
import io.storyreel.fault.StoryFault;
import io.storyreel.http.ContentRange;
import io.storyreel.http.RetryAfter;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/**
 * Brings a video whole onto this machine's disk, in constant memory. What a cut connection or a kill left behind is
 * taken up again by Range where the host can prove that it is the same video; in doubt it starts anew.
 */
@ApplicationScoped
@Named("videoDownload")
@Unremovable
public class VideoDownload {

    private static final int BUFFER_BYTES = 128 * 1024;

    private final VideoHttp http;

    private final Spool spool;

    private final long maxBytes;

    private final Clock clock;

    /** Reads {@code storyreel.download.max-size}. */
    public VideoDownload(StoryreelSettings settings, VideoHttp http, Spool spool, Clock clock) {
        this.clock = clock;
        this.http = http;
        this.spool = spool;
        this.maxBytes = settings.download().maxSize().asLongValue();
    }

    /**
     * Gathers a story's video in its spool file; where an earlier attempt got it all, the host is not asked again.
     *
     * @param requestId whose video it is
     * @param storyId which story's
     * @param videoUrl where it is; its query may differ from the last attempt's
     * @return the file, with as many bytes as the host declared
     * @throws StoryFault VIDEO_URL_REFUSED (lasting), VIDEO_UNAVAILABLE (passing, what was read is kept), VIDEO_INVALID
     *         (lasting) over the size limit, STORAGE_FAILED (passing) where our disk is the cause
     */
    public Path fetch(String requestId, String storyId, String videoUrl) throws StoryFault {
        return fetch(requestId, storyId, videoUrl, Instant.MAX).file();
    }

    /** As the other, but a host that drips its bytes holds a place here no longer than until the story's deadline. */
    public DownloadedVideo fetch(String requestId, String storyId, String videoUrl,
            Instant deadline) throws StoryFault {
        VideoUrl url = VideoUrl.parse(videoUrl);
        try (SpoolFile file = spool.open(requestId)) {
            SpoolNote note = file.note().filter(known -> known.isFor(requestId, storyId, url)).orElse(null);
            boolean isWhole = note != null && note.length() == file.size() && note.length() != 0;
            return new DownloadedVideo(file.path(), isWhole ? null
                    : gather(file, note, new Wanted(requestId, storyId, url, deadline)));
        } catch (IOException disk) {
            throw DeliveryFaults.storage("The spool file of the video could not be opened: " + disk.getMessage(), disk);
        }
    }

    /** Deletes what was gathered for a request, whole or not. To be called when its story is over. */
    public void discard(String requestId) {
        spool.discard(requestId);
    }

    /** Which video is asked for. */
    private record Wanted(String requestId, String storyId, VideoUrl url, Instant deadline) {
    }

    private Digests gather(SpoolFile file, SpoolNote note, Wanted wanted) throws StoryFault {
        boolean resume = note != null && file.size() > 0 && note.canResume()
                && (note.length() < 0 || file.size() < note.length());
        try (VideoResponse answer = http.get(wanted.url(), resume ? rangeFrom(file.size(), note) : Map.of())) {
            if (resume && answer.status() == 206 && note.isContinuedBy(answer, file.size())) {
                long total = ContentRange.parse(answer.header("Content-Range")).orElseThrow().total();
                return receive(answer, file, note.withLength(total < 0 ? note.length() : total), wanted);
            }
            if (answer.status() == 200) {
                return startAnew(answer, file, wanted);
            }
            boolean rangeDeclined = answer.status() == 206 || answer.status() == 412 || answer.status() == 416;
            if (!resume || !rangeDeclined) {
                throw DeliveryFaults.unavailable("Host " + wanted.url().host() + " answered " + answer.status()
                        + " instead of the video", answer.status(),
                        RetryAfter.from(answer.header("Retry-After"), clock.instant()));
            }
        }
        return gather(file, null, wanted);
    }

    private static Map<String, String> rangeFrom(long position, SpoolNote note) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Range", "bytes=" + position + "-");
        if (note.ifRange() != null) {
            headers.put("If-Range", note.ifRange());
        }
        return headers;
    }

    private Digests startAnew(VideoResponse answer, SpoolFile file, Wanted wanted) throws StoryFault {
        SpoolNote note = SpoolNote.of(wanted.requestId(), wanted.storyId(), wanted.url(), answer);
        try {
            file.startAnew(note);
        } catch (IOException disk) {
            throw onDisk(disk, wanted);
        }
        return receive(answer, file, note, wanted);
    }

    private Digests receive(VideoResponse answer, SpoolFile file, SpoolNote note, Wanted wanted) throws StoryFault {
        refuseOver(note.length(), wanted);
        RunningDigests digests = digestsOf(file, wanted);
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = read(answer, buffer, file, note, wanted); read >= 0;
                read = read(answer, buffer, file, note, wanted)) {
            refuseOver(file.size() + read, wanted);
            if (clock.instant().isAfter(wanted.deadline())) {
                throw DeliveryFaults.unavailable("The deadline passed while host " + wanted.url().host()
                        + " was still sending the video", null);
            }
            try {
                file.append(ByteBuffer.wrap(buffer, 0, read));
            } catch (IOException disk) {
                throw onDisk(disk, wanted);
            }
            digests.update(buffer, read);
        }
        if (note.length() >= 0 && file.size() != note.length()) {
            throw cut(file, note, wanted, null);
        }
        try {
            // a length that was never declared is known now: the file is whole
            file.write(note.withLength(file.size()));
            return digests.end();
        } catch (IOException disk) {
            throw onDisk(disk, wanted);
        }
    }

    private static RunningDigests digestsOf(SpoolFile file, Wanted wanted) throws StoryFault {
        try {
            return file.size() == 0 ? new RunningDigests() : RunningDigests.over(file.path());
        } catch (IOException disk) {
            throw onDisk(disk, wanted);
        }
    }

    private static int read(VideoResponse answer, byte[] buffer, SpoolFile file, SpoolNote note, Wanted wanted)
            throws StoryFault {
        try {
            InputStream body = answer.body();
            int read = body.read(buffer);
            if (Thread.currentThread().isInterrupted()) {
                throw stopped(wanted, null);
            }
            return read;
        } catch (IOException lost) {
            throw Thread.currentThread().isInterrupted() ? stopped(wanted, lost) : cut(file, note, wanted, lost);
        }
    }

    private void refuseOver(long bytes, Wanted wanted) throws StoryFault {
        if (bytes > maxBytes) {
            spool.discard(wanted.requestId());
            throw DeliveryFaults.tooLarge("The video on host " + wanted.url().host() + " is larger than the "
                    + maxBytes + " bytes of storyreel.download.max-size");
        }
    }

    private static StoryFault cut(SpoolFile file, SpoolNote note, Wanted wanted, IOException lost) {
        return DeliveryFaults.unavailable("The connection to host " + wanted.url().host() + " ended after "
                + file.size() + (note.length() < 0 ? "" : " of " + note.length()) + " bytes of the video", lost);
    }

    private static StoryFault stopped(Wanted wanted, IOException lost) {
        return DeliveryFaults.unavailable("The download from host " + wanted.url().host()
                + " was stopped by a shutdown; it goes on where it stopped", lost);
    }

    private static StoryFault onDisk(IOException disk, Wanted wanted) {
        return Thread.currentThread().isInterrupted() ? stopped(wanted, disk)
                : DeliveryFaults.storage("The video could not be written to the spool folder: " + disk.getMessage(),
                        disk);
    }
}
