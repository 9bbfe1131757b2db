package io.storyreel.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.fault.HouseFaults;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.report.StoryResult;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to a request's file: read, then put on the shelf, never altered. */
@ApplicationScoped
@Named("inboxFile")
@Unremovable
public class InboxFile {

    private static final Logger LOG = LoggerFactory.getLogger("storyreel.intake");

    private final Shelf shelf;
    private final long maxSize;
    private final ObjectMapper json;
    private final HouseFaults faults;

    InboxFile(Shelf shelf, StoryreelSettings settings, ObjectMapper json, HouseFaults faults) {
        this.shelf = shelf;
        this.maxSize = settings.inbox().maxSize().asLongValue();
        this.json = json;
        this.faults = faults;
    }

    /**
     * The document's bytes.
     *
     * @throws InvalidRequest where it is over {@code storyreel.inbox.max-size}; it is not read then
     */
    public byte[] read(@ExchangeProperty("file") Path file) throws InvalidRequest, IOException {
        long size = Files.size(file);
        if (size > maxSize) {
            throw new InvalidRequest("", "the file has " + size + " bytes, over the " + maxSize
                    + " of storyreel.inbox.max-size: split it into several");
        }
        return Files.readAllBytes(file);
    }

    /** What tells this file from another one of the same name and content. */
    public String identity(@ExchangeProperty("file") Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return file.getFileName() + " of " + now.lastModifiedTime() + ", " + now.fileKey();
    }

    /** It is in the ledger: moved to {@code .accepted}. */
    public void accept(@ExchangeProperty("file") Path file) throws IOException {
        shelf.accept(file);
    }

    /** It is bad: moved to {@code .rejected}, with what is wrong beside it. */
    public void reject(@ExchangeProperty("file") Path file, @ExchangeProperty("document") JsonNode document,
            @ExchangeProperty("CamelExceptionCaught") Exception caught) throws IOException {
        Rejection why = Rejection.of(caught, document);
        StoryResult result = StoryResult.rejected(why.requestId(),
                StoryError.of(why.code(), Stage.INTAKE, why.message()));
        if (shelf.reject(file, json.<ObjectNode>valueToTree(result)).isPresent()) {
            LOG.warn("{}: rejected, {}", why.requestId() == null
                    ? new Excerpt(file.getFileName().toString(), Excerpt.OF_A_VALUE) : why.requestId(), why.message());
        }
    }

    /** Something of ours is out of order; the file stays where it is and is taken up when that is mended. */
    public void later(@ExchangeProperty("file") Path file, @ExchangeProperty("CamelExceptionCaught") Exception why) {
        // Each poll meets the same file again; a folder full of them must not flood the log.
        if (faults.isNews("inbox")) {
            LOG.warn("{}: left in the inbox for now, and so is what comes with it: {}",
                    new Excerpt(String.valueOf(file.getFileName()), 80), why.getMessage());
        }
    }
}
