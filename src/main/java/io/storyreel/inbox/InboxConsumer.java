package io.storyreel.inbox;

import java.io.File;
import java.nio.file.Path;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.file.FileConsumer;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileOperations;
import org.apache.camel.component.file.GenericFileProcessStrategy;

/** Camel's file consumer, but that it does not list the folder at every poll: {@link InboxFolder} knows what is due. */
class InboxConsumer extends FileConsumer {

    private static final File[] NO_DONE_FILES = new File[0];

    private final InboxFolder inbox;

    InboxConsumer(FolderEndpoint endpoint, Processor processor, GenericFileOperations<File> operations,
            GenericFileProcessStrategy<File> strategy, InboxFolder inbox) {
        super(endpoint, processor, operations, strategy);
        this.inbox = inbox;
    }

    @Override
    protected boolean pollDirectory(Exchange dynamic, String directory, List<GenericFile<File>> files, int depth) {
        for (Path path : inbox.due(this::isWanted)) {
            File file = path.toFile();
            GenericFile<File> found = asGenericFile(directory, file, getEndpoint().getCharset(), false);
            if (isValidFile(dynamic, () -> found, file.getName(), file.getAbsolutePath(), file::getName, false,
                    NO_DONE_FILES)) {
                files.add(found);
            }
        }
        return true;
    }

    @Override
    protected boolean processExchange(Exchange exchange) {
        inbox.reportProgress();
        boolean started = super.processExchange(exchange);
        inbox.reportProgress();
        return started;
    }

    private boolean isWanted(String name) {
        return getEndpoint().getIncludePattern() == null || getEndpoint().getIncludePattern().matcher(name).matches();
    }
}
