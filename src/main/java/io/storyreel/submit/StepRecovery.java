package io.storyreel.submit;

import static io.storyreel.exchange.PropertyNames.ANSWER;
import static io.storyreel.exchange.PropertyNames.SUBMISSION;

import java.util.HashSet;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.handover.Submission;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.SubmissionLedger;
import io.storyreel.service.ApiAnswer;
import io.storyreel.service.ServiceStory;
import io.storyreel.service.StoryStatus;
import io.storyreel.service.WebhookAddress;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.ExchangeProperty;

/**
 * Looks whether a step whose answer was lost was done after all: then its fields are in the Story, where they were
 * not when we last saw it, and it is taken as done, unpaid.
 */
@ApplicationScoped
@Named("stepRecovery")
@Unremovable
public class StepRecovery {

    private static final StoryLog LOG = StoryLog.of("storyreel.submit");

    private static final Set<StoryStatus> IN_THE_MAKING = Set.of(StoryStatus.PROCESSING, StoryStatus.SUCCESS);

    private static final int NOT_FOUND = 404;

    private final SubmissionLedger ledger;
    private final WebhookAddress webhook;
    private final StoryreelSettings settings;

    StepRecovery(SubmissionLedger ledger, WebhookAddress webhook, StoryreelSettings settings) {
        this.ledger = ledger;
        this.webhook = webhook;
        this.settings = settings;
    }

    /**
     * What the answer to a GET tells of the step. One 404 shows little, a replica of the service's may lag behind: the
     * step counts as not done once there were so many in a row as any call is tried.
     */
    public LostStep weigh(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(ANSWER) ApiAnswer answer) {
        if (answer.status() == NOT_FOUND) {
            return isGone(submission) ? LostStep.NOT_DONE : LostStep.NOT_THERE;
        }
        if (!answer.hasStory()) {
            return LostStep.UNKNOWN;
        }
        return isDone(submission, answer) ? LostStep.DONE : LostStep.NOT_DONE;
    }

    private boolean isGone(Submission submission) {
        Story story = submission.story();
        if (story.notFound() < settings.api().maxRetries()) {
            return false;
        }
        LOG.info(LogEvent.SUBMIT_AGAIN, story,
                "the answer to {} was lost, and the service has not known story {} {} times in a row: sent again",
                submission.step(), story.storyId(), story.notFound() + 1);
        return true;
    }

    /** Whether the Story in the answer shows what the step makes. */
    boolean isDone(Submission submission, ApiAnswer answer) {
        JsonNode before = submission.story().service();
        JsonNode now = answer.story();
        boolean done = switch (submission.story().stepProgress().step()) {
            // Without an answer there was no id to ask after: a person has named this story.
            case STORYBOARD -> size(now.path("storyboard"), "scenes") > 0;
            case ELEMENTS -> hasMore(images(before, "characters", "environments", "objects"),
                    images(now, "characters", "environments", "objects"));
            case SCENES -> hasMore(images(before, "scenes"), images(now, "scenes"))
                    || size(before, "scenes") == 0 && size(now, "scenes") > 0;
            case VIDEOS -> size(now, "medias") > size(before, "medias")
                    || IN_THE_MAKING.contains(status(now)) && status(now) != status(before);
        };
        LOG.info(LogEvent.STEP_RECOVERED, submission.story(),
                "the answer to {} was lost; the service shows that it was {}", submission.step(), done
                ? "done: taken as done, unpaid" : "not done: sent again");
        return done;
    }

    /**
     * Takes the step as done: recorded as if its answer had just come.
     *
     * @return false where the claim was lost
     */
    public boolean take(@ExchangeProperty(SUBMISSION) Submission submission) {
        String requestId = submission.story().requestId();
        return ledger.takenAsDone(submission.story(), webhook.token(requestId));
    }

    private static boolean hasMore(Set<String> before, Set<String> now) {
        return !before.containsAll(now);
    }

    private static StoryStatus status(JsonNode story) {
        return story == null ? StoryStatus.UNTOLD : new ServiceStory(story).status();
    }

    private static int size(JsonNode story, String list) {
        return story == null ? 0 : story.path(list).size();
    }

    private static Set<String> images(JsonNode story, String... lists) {
        Set<String> urls = new HashSet<>();
        if (story != null) {
            for (String list : lists) {
                story.path("storyboard").path(list).forEach(one -> {
                    String url = one.path("image_url").asText("");
                    if (!url.isBlank()) {
                        urls.add(url);
                    }
                });
            }
        }
        return urls;
    }
}
