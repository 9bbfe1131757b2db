package io.storyreel.inbox;

import java.io.File;
import java.util.Map;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.StoryreelSettings;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.component.file.GenericFileConfiguration;
import org.apache.camel.component.file.GenericFileEndpoint;

/**
 * Camel's file component for the two folders of the settings, {@code folder:inbox} and {@code folder:outbox}, with all
 * its options. A folder's name in a {@code file:} URI is decoded and cut: {@code %20} would be a blank, and a question
 * mark the beginning of the options. Here it is the setting, letter by letter.
 */
@Singleton
@Named("folder")
@Unremovable
public class FolderComponent extends FileComponent {

    private final StoryreelSettings settings;

    private final InboxFolder inbox;

    public FolderComponent(StoryreelSettings settings, InboxFolder inbox) {
        this.settings = settings;
        this.inbox = inbox;
    }

    @Override
    protected GenericFileEndpoint<File> buildFileEndpoint(String uri, String name, Map<String, Object> parameters) {
        File folder = switch (name) {
            case "inbox" -> settings.inbox().dir().toFile();
            case "outbox" -> settings.outbox().dir().toFile();
            default -> throw new IllegalArgumentException("there is folder:inbox and folder:outbox, no folder:" + name);
        };
        FolderEndpoint endpoint = new FolderEndpoint(uri, this, inbox);
        endpoint.setFile(folder);
        GenericFileConfiguration configuration = new GenericFileConfiguration();
        configuration.setDirectory(folder.getPath());
        endpoint.setConfiguration(configuration);
        return endpoint;
    }
}
