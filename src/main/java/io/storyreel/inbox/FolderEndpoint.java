package io.storyreel.inbox;

import java.io.File;

import org.apache.camel.Component;
import org.apache.camel.Processor;
import org.apache.camel.component.file.FileConsumer;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.GenericFileOperations;

/** A folder as Camel's file endpoint has it, which takes from the inbox what {@link InboxFolder} says. */
class FolderEndpoint extends FileEndpoint {

    private final InboxFolder inbox;

    FolderEndpoint(String uri, Component component, InboxFolder inbox) {
        super(uri, component);
        this.inbox = inbox;
    }

    @Override
    protected FileConsumer newFileConsumer(Processor processor, GenericFileOperations<File> operations) {
        return new InboxConsumer(this, processor, operations, createGenericFileStrategy(), inbox);
    }

    @Override
    public String getScheme() {
        return "folder";
    }
}
