package io.storyreel.service;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The service's Story object, read leniently: the one place that says what its fields mean. Nothing in it can be
 * trusted to be there, nor to be of the type that the documentation says.
 *
 * @param json the object as it came
 */
public record ServiceStory(JsonNode json) {

    /** As long as the ledger's column. */
    public static final int LONGEST_ID = 255;

    /** What the ledger's NUMERIC(18, 4) can hold, and far more than any story costs. */
    private static final BigDecimal MOST_CREDITS = new BigDecimal("99999999999999");

    private static final int CREDIT_DECIMALS = 4;

    private static final int LONGEST_NUMBER = 40;

    private static final int LONGEST_MESSAGE = 4 * 1024;

    private static final int FULL = 100;

    /**
     * The story's id, without blanks around it: a string, or a whole number, of at most {@link #LONGEST_ID} characters.
     * Empty for anything else: without an id that can be asked after there is no story.
     */
    public Optional<String> id() {
        JsonNode id = json.path("id");
        if (!id.isTextual() && !id.isIntegralNumber()) {
            return Optional.empty();
        }
        String text = id.asText().strip();
        // A NUL can't be kept in the ledger, so the story could never be asked after.
        boolean isOne = !text.isEmpty() && text.length() <= LONGEST_ID && text.indexOf('\0') < 0;
        return isOne ? Optional.of(text) : Optional.empty();
    }

    /** What its status means. */
    public StoryStatus status() {
        return StoryStatus.of(statusWord());
    }

    /** Its status as the service writes it, or "" where it is no word. */
    public String statusWord() {
        return json.path("status").asText("");
    }

    /** What it has cost so far, or null where no amount is told that can be: negative, NaN, out of range. */
    public BigDecimal credits() {
        JsonNode credits = json.path("used_credits");
        String text = credits.isNumber() || credits.isTextual() ? credits.asText().strip() : "";
        if (text.isEmpty() || text.length() > LONGEST_NUMBER) {
            return null;
        }
        try {
            BigDecimal amount = new BigDecimal(text);
            return amount.signum() >= 0 && amount.compareTo(MOST_CREDITS) <= 0 ? rounded(amount) : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    /** As the ledger keeps it. Zeros, and what rounds to them, first: written out 0e999999999 fills the memory. */
    private static BigDecimal rounded(BigDecimal amount) {
        if (amount.signum() == 0 || amount.precision() - amount.scale() < -CREDIT_DECIMALS) {
            return BigDecimal.ZERO;
        }
        return amount.scale() > CREDIT_DECIMALS ? amount.setScale(CREDIT_DECIMALS, RoundingMode.HALF_UP) : amount;
    }

    /** Whether it says what it has cost in a way that {@link #credits()} can't read. */
    public boolean hasUnreadableCredits() {
        JsonNode credits = json.path("used_credits");
        return !credits.isMissingNode() && !credits.isNull() && !credits.asText("?").isBlank() && credits() == null;
    }

    /** How far it is, 0 to 100, or null. */
    public Integer progress() {
        JsonNode progress = json.path("progress_percentage");
        if (!progress.isNumber() && !progress.isTextual()) {
            return null;
        }
        double percent = progress.asDouble(Double.NaN);
        return Double.isNaN(percent) ? null : (int) Math.max(0, Math.min(FULL, percent));
    }

    /** Where its video is, or "" while it has none. */
    public String videoUrl() {
        JsonNode url = json.path("video_url");
        return url.isTextual() ? url.textValue().strip() : "";
    }

    /** Why it is as it is, in the service's words: one line, whatever JSON they are; "" where it says nothing. */
    public String message() {
        JsonNode message = json.path("message");
        String words = message.isContainerNode() ? (message.isEmpty() ? "" : message.toString()) : message.asText("");
        return ApiAnswers.oneLine(words.length() > LONGEST_MESSAGE ? words.substring(0, LONGEST_MESSAGE) : words);
    }
}
