package io.storyreel.service;

import static io.storyreel.exchange.PropertyNames.CALL;
import static io.storyreel.exchange.PropertyNames.STORY_ID;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.service.dialect.OutgoingCall;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/**
 * Reads the service's answers, leniently: a gateway before it may send HTML or nothing, and a story that is paid for
 * must not be lost for a byte order mark or a NaN.
 */
@ApplicationScoped
@Named("apiAnswers")
@Unremovable
public class ApiAnswers {

    private static final StoryLog LOG = StoryLog.of("storyreel.service");

    private static final int MAX_TEXT = 4 * 1024;

    /** More unknown words than this are not remembered, nor told. */
    private static final int MOST_WORDS = 100;

    private static final int LONGEST_WORD = 40;

    private static final ObjectMapper LENIENT = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
                    JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER, JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    private final String key;
    private final Clock clock;

    private final Set<String> unknownWords = ConcurrentHashMap.newKeySet();

    private final Set<String> unreadableAmounts = ConcurrentHashMap.newKeySet();

    ApiAnswers(StoryreelSettings settings, Clock clock) {
        this.key = settings.api().key();
        this.clock = clock;
    }

    /** The answer to a POST in a message that camel-http left. It has a Story only where that has an id. */
    public ApiAnswer read(@ExchangeProperty(CALL) OutgoingCall call,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status, @Header("Retry-After") String retryAfter,
            @Header("Location") String location, @Body byte[] body) {
        String text = text(body);
        return answer(status, retryAfter, location, text,
                story(call, status, text).filter(story -> isStory(story, null)));
    }

    /**
     * The answer to a GET for a story.
     *
     * @param asked whose: that its id does not stand in the answer once more is no fault
     */
    public ApiAnswer readShown(@ExchangeProperty(CALL) OutgoingCall call,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status, @Header("Retry-After") String retryAfter,
            @Header("Location") String location, @ExchangeProperty(STORY_ID) String asked, @Body byte[] body) {
        String text = text(body);
        return answer(status, retryAfter, location, text,
                story(call, status, text).filter(story -> isStory(story, asked)));
    }

    private ApiAnswer answer(int status, String retryAfter, String location, String text,
            Optional<ObjectNode> story) {
        story.ifPresent(this::tellWhatIsStrange);
        String words = status >= 300 && status < 400 ? elsewhere(location, text) : readable(text);
        return new ApiAnswer(status, story.orElse(null), words, delay(retryAfter));
    }

    private static Optional<ObjectNode> story(OutgoingCall call, int status, String text) {
        if (status < 200 || status >= 300) {
            return Optional.empty();
        }
        try {
            JsonNode answer = LENIENT.readTree(text);
            return answer == null ? Optional.empty() : call.storyIn(answer);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static boolean isStory(ObjectNode story, String asked) {
        ServiceStory told = new ServiceStory(story);
        if (told.id().isEmpty() && asked != null && !story.hasNonNull("id") && !told.statusWord().isBlank()) {
            story.put("id", asked);
        }
        return told.id().isPresent();
    }

    /**
     * Once for each word, and for each amount: it may be one that the service has from now on, and stories wait on it
     * until their deadline.
     */
    private void tellWhatIsStrange(ObjectNode story) {
        ServiceStory told = new ServiceStory(story);
        if (told.status() == StoryStatus.UNKNOWN) {
            String word = brief(oneLine(told.statusWord()));
            if (isNew(unknownWords, word)) {
                LOG.warn(LogEvent.SERVICE_STRANGE,
                        "the service has a story in the status '{}', which is not known here: such stories are "
                        + "asked after until their deadline", word);
            }
        }
        if (told.hasUnreadableCredits()) {
            String amount = brief(oneLine(story.path("used_credits").asText()));
            if (isNew(unreadableAmounts, amount)) {
                LOG.warn(LogEvent.SERVICE_STRANGE,
                        "the service says that story {} has cost '{}', which is no amount: not counted, here nor "
                        + "where it says so again", oneLine(told.id().orElse("")), amount);
            }
        }
    }

    private static boolean isNew(Set<String> told, String word) {
        return told.size() < MOST_WORDS && told.add(word.toLowerCase(Locale.ROOT));
    }

    private static String brief(String word) {
        return word.length() > LONGEST_WORD ? word.substring(0, LONGEST_WORD) : word;
    }

    /** RFC 8259, 8.1: JSON is UTF-8, whatever the headers say; a byte order mark is skipped, and believed. */
    private static String text(byte[] body) {
        if (body == null) {
            return "";
        }
        Charset charset = startsWith(body, 0xFE, 0xFF) || startsWith(body, 0xFF, 0xFE) ? StandardCharsets.UTF_16
                : StandardCharsets.UTF_8;
        String text = new String(body, charset);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static boolean startsWith(byte[] body, int first, int second) {
        return body.length > 1 && (body[0] & 0xFF) == first && (body[1] & 0xFF) == second;
    }

    /** A redirect is not followed: a POST that is repeated could pay twice. What was meant is told instead. */
    private String elsewhere(String location, String text) {
        // First, and whatever else it says: who reads on must not have to know what a redirect is.
        String setting = "redirects are not followed; if the service has moved, set storyreel.api.base-url to its new "
                + "address";
        if (location == null || location.isBlank()) {
            String said = readable(text);
            return setting + (said.isEmpty() ? "" : "; it says: " + said);
        }
        // Its query may hold a token, and what stands before the host a password.
        String target = readable(location.replaceAll("[?#].*", "").replaceAll("//[^/@]*@", "//"));
        return setting + "; it points to " + (target.length() > 300 ? target.substring(0, 300) : target);
    }

    /** One line, cut, and without our key should the service echo it. */
    private String readable(String text) {
        // Before the cut, which could leave half of the key standing.
        String masked = text.replace(key, "***");
        return oneLine(masked.length() > MAX_TEXT ? masked.substring(0, MAX_TEXT) : masked);
    }

    static String oneLine(String text) {
        return text.replaceAll("[\\p{Cc}\u2028\u2029]+", " ").strip();
    }

    /** RFC 9110, 10.2.3: seconds or a date. What can't be read counts as not said. */
    private Duration delay(String retryAfter) {
        if (retryAfter == null || retryAfter.isBlank()) {
            return null;
        }
        String said = retryAfter.strip();
        if (said.chars().allMatch(c -> c >= '0' && c <= '9') && said.length() < 10) {
            return Duration.ofSeconds(Long.parseLong(said));
        }
        try {
            Duration until = Duration.between(clock.instant(),
                    ZonedDateTime.parse(said, DateTimeFormatter.RFC_1123_DATE_TIME));
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
