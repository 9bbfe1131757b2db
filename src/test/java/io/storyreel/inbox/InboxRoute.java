package io.storyreel.inbox;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import io.storyreel.PackagedRoutes;
import io.storyreel.batch.BatchIntake;
import io.storyreel.batch.BatchReports;
import io.storyreel.deliver.StoreClient;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.handover.PollCadence;
import io.storyreel.intake.LargeDocuments;
import io.storyreel.intake.RequestIntake;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.messaging.Envelopes;
import io.storyreel.messaging.PackedBody;
import io.storyreel.report.Duplicates;
import io.storyreel.request.DocumentText;
import io.storyreel.request.StrictJson;
import io.storyreel.request.rules.SchemaProblems;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import io.storyreel.template.Templates;
import org.apache.camel.impl.DefaultCamelContext;
import software.amazon.awssdk.services.s3.S3Client;

/** The packaged routes of the inbox with their faults, run by plain Camel around a real ledger and a real folder. */
final class InboxRoute implements AutoCloseable {

    final TestLedger ledger;

    private final S3Client s3;

    private final DefaultCamelContext camel = new DefaultCamelContext();

    /** @param namesAndValues settings beside those of the folders: {@code inbox}, {@code outbox}, {@code spool} */
    InboxRoute(Path folder, String... namesAndValues) throws Exception {
        Map<String, String> folders = new HashMap<>(TestSettings.leadingTo("http://127.0.0.1:9"));
        folders.put("storyreel.inbox.dir", folder.resolve("inbox").toString());
        folders.put("storyreel.outbox.dir", folder.resolve("outbox").toString());
        folders.put("storyreel.download.spool-dir", folder.resolve("spool").toString());
        StoryreelSettings settings = TestSettings.with(folders, namesAndValues);
        ledger = TestLedger.fresh(settings);
        s3 = StoreClient.with(settings);
        ledger.parts().give(s3);
        ledger.parts().bindTo(camel, FolderComponent.class, InboxFile.class, LargeDocuments.class, DocumentText.class,
                PackedBody.class, Envelopes.class, StrictJson.class, SchemaProblems.class, RequestIntake.class,
                Templates.class, BatchIntake.class, BatchReports.class, Duplicates.class, PollCadence.class,
                UnhandledFaults.class);
        Properties properties = new Properties();
        properties.setProperty("storyreel.inbox.enabled", "true");
        camel.getPropertiesComponent().setInitialProperties(properties);
        PackagedRoutes.load(camel, "10-intake-inbox", "15-intake-request", "17-intake-batch");
        camel.start();
    }

    /** Whether the ledger has the request. */
    boolean hasTaken(String requestId) {
        return ledger.get(StoryQueries.class).story(requestId).isPresent();
    }

    @Override
    public void close() throws Exception {
        camel.close();
        s3.close();
        ledger.close();
    }
}
