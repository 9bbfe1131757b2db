package io.storyreel.startup;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.storyreel.credits.CreditRates;
import io.storyreel.credits.Estimates;
import io.storyreel.images.ImageFolder;
import io.storyreel.images.ImageLocation;
import io.storyreel.intake.RequestDocument;
import io.storyreel.request.Expansion;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.RequestItem;
import io.storyreel.request.RowFiles;
import io.storyreel.request.StrictJson;
import io.storyreel.request.rules.RequestCap;
import io.storyreel.request.rules.RequestRules;
import io.storyreel.request.rules.SchemaProblems;
import io.storyreel.service.dialect.Dialects;
import io.storyreel.settings.AllowedBuckets;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.StoryRequest;

/** Checks request files as the inbox does, by the same schema and rules; of the ledger it knows nothing. */
final class FileCheck {

    private final StoryreelSettings settings;

    private final Expansion templates;

    private final RowFiles rows;

    private final Dialects dialects;

    private final RequestRules rules;

    private final Estimates estimates;

    private final RequestCap cap;

    private final JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(SchemaLocation.of("classpath:schemas/story-request.schema.json"));

    /** What was asked under each id so far: the same id may not ask for two things. */
    private final Map<String, String> contents = new HashMap<>();

    FileCheck(StoryreelSettings settings, Expansion templates, RowFiles rows) {
        this.templates = templates;
        this.rows = rows;
        this.settings = settings;
        this.dialects = new Dialects(settings);
        this.rules = new RequestRules(dialects, new AllowedBuckets(settings), settings);
        this.estimates = new Estimates(new CreditRates(settings));
        this.cap = new RequestCap(settings);
    }

    /** Looks at one file, whatever is in it; its images lie beside it. Whether it would be taken up. */
    boolean check(Path file, CheckTable table) {
        String name = file.toString();
        try {
            List<StoryRequest> requests = requests(file);
            boolean isGood = true;
            for (StoryRequest request : requests) {
                isGood &= tell(name, request, table);
            }
            return isGood;
        } catch (InvalidRequest e) {
            e.problems().forEach(problem -> table.problem(name, problem.toString()));
        } catch (NoSuchFileException e) {
            table.problem(name, "no such file");
        } catch (IOException e) {
            table.problem(name, "can't be read: " + e.getMessage());
        }
        return false;
    }

    private List<StoryRequest> requests(Path file) throws InvalidRequest, IOException {
        long most = settings.inbox().maxSize().asLongValue();
        if (Files.size(file) > most) {
            throw new InvalidRequest("", "has " + Files.size(file) + " bytes, over the " + most
                    + " of storyreel.inbox.max-size");
        }
        if (rows.hasRows(file)) {
            List<StoryRequest> requests = new ArrayList<>();
            rows.check(file, row -> requests(row, file).get(0), (line, request) -> requests.add(request));
            return requests;
        }
        return requests(templates.expanded(new StrictJson().read(Files.readAllBytes(file))), file);
    }

    private List<StoryRequest> requests(JsonNode document, Path file) throws InvalidRequest, IOException {
        Set<ValidationMessage> found = schema.validate(document);
        if (!found.isEmpty()) {
            throw new InvalidRequest(new SchemaProblems(rules).problems(document, schema, found, ImageLocation.INBOX));
        }
        return new RequestDocument(rules, settings).requests(document, ImageLocation.INBOX,
                new ImageFolder(file.toAbsolutePath().getParent()), id -> Optional.empty());
    }

    private boolean tell(String file, StoryRequest request, CheckTable table) {
        if (request.isResume()) {
            table.request(file, request.requestId(), "resume", null);
            return true;
        }
        String before = contents.putIfAbsent(request.requestId(), request.contentSha256());
        if (before != null && !before.equals(request.contentSha256())) {
            table.problem(file, "REQUEST_ID_CONFLICT: \"" + request.requestId() + "\" stands here for another content "
                    + "than before");
            return false;
        }
        String call = "POST " + dialects.chosen().pathOf(rules.callOf(new RequestItem("", request.request())));
        if (before != null) {
            table.request(file, request.requestId(), "duplicate, not paid again", null);
            return true;
        }
        BigDecimal estimate = estimates.of(request.request());
        Optional<String> tooDear = cap.problem(estimate);
        if (tooDear.isPresent()) {
            table.problem(file, "BUDGET_EXCEEDED: \"" + request.requestId() + "\": " + tooDear.get());
            return false;
        }
        table.request(file, request.requestId(), call, estimate);
        return true;
    }
}
