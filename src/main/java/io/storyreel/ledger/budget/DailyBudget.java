package io.storyreel.ledger.budget;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.claim.DueTimes;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Story;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * {@code storyreel.credits.max-per-day}: what all replicas together may spend on a UTC day. Each paid call that is
 * begun is written down ({@link Spending}) in the transaction that begins it, and under one lock, so that no two of
 * them see the same room.
 */
@ApplicationScoped
public class DailyBudget {

    /** A row of {@code gate}. */
    private static final String LOCK = "budget";

    /**
     * Why a story is not sent today.
     *
     * @param why what there is left does not suffice, in words
     * @param day the UTC day
     * @param more what it needs of it, in credits, beside what is reserved for it already
     */
    public record Refusal(StoryError why, LocalDate day, BigDecimal more) {

        /** When the next UTC day begins. */
        public Instant until() {
            return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
    }

    /**
     * What a call takes of a day: what an earlier step has reserved for it, null for nothing, and what it takes more.
     */
    private record Share(BigDecimal reserved, BigDecimal more) {
    }

    private final Transactions transactions;
    private final Spending spending;
    private final PostponedStories held;
    private final DueTimes dueTimes;
    private final Clock clock;
    private final Optional<BigDecimal> cap;

    DailyBudget(Transactions transactions, Spending spending, PostponedStories held, DueTimes dueTimes, Clock clock,
            StoryreelSettings settings) {
        this.transactions = transactions;
        this.spending = spending;
        this.held = held;
        this.dueTimes = dueTimes;
        this.clock = clock;
        this.cap = settings.credits().maxPerDay();
    }

    /**
     * Begins a paid call where the day has room for it; both or none, in the caller's transaction where there is one.
     *
     * @param begin the move to submitting
     * @return false where there is no room, or it was not begun
     */
    public boolean within(Story story, Supplier<Boolean> begin) {
        return cap.isPresent() ? transactions.oneAtATime(LOCK, () -> reserved(story, begin))
                : transactions.inTransaction(() -> reserved(story, begin));
    }

    private boolean reserved(Story story, Supplier<Boolean> begin) {
        // Asked for once: between two looks at the clock may be midnight.
        LocalDate day = today();
        Share share = share(story, day);
        return fits(share, story, day) && begin.get()
                && spending.begun(story, day, share.reserved() != null, needed(story));
    }

    /** What an earlier step has reserved may be less than is needed now: a person may have made more scenes since. */
    private Share share(Story story, LocalDate day) {
        return spending.reserved(story, day)
                .map(reserved -> new Share(reserved, needed(story).subtract(reserved).max(BigDecimal.ZERO)))
                .orElseGet(() -> new Share(null, needed(story)));
    }

    private boolean fits(Share share, Story story, LocalDate day) {
        if (cap.isEmpty() || share.reserved() != null && share.more().signum() == 0) {
            return true;
        }
        BigDecimal left = leftOf(day);
        return share.more().compareTo(left) <= 0
                && share.more().compareTo(held.leftBehind(story, share.more(), day, left)) <= 0;
    }

    /** Why the story is not sent today. Empty where the day has room for it. */
    public Optional<Refusal> refuses(Story story) {
        LocalDate day = today();
        Share share = share(story, day);
        if (fits(share, story, day)) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(StoryError.of(ErrorCode.BUDGET_EXCEEDED, story.paidStage(),
                words(story, share, day)), day, share.more()));
    }

    private String words(Story story, Share share, LocalDate day) {
        Instant next = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        String estimate = "this story is estimated at " + plain(needed(story))
                + (share.reserved() == null ? "" : ", " + plain(share.more()) + " more than is reserved for it");
        if (needed(story).compareTo(cap.get()) > 0) {
            return estimate + " credits, more than storyreel.credits.max-per-day=" + plain(cap.get())
                    + " allows for a whole day: nothing is sent until that is higher (looked at again at a start and"
                    + " at " + next + ")";
        }
        BigDecimal left = leftOf(day);
        return "of storyreel.credits.max-per-day=" + plain(cap.get()) + " the UTC day " + day + " has " + plain(left)
                + " left" + (share.more().compareTo(left) <= 0 ? ", which stories that came before it wait for" : "")
                + ", and " + estimate + ": nothing is sent, it goes on at " + next
                + ", or before where there is room again or the cap is higher";
    }

    /**
     * Others have cost less than was thought, or the cap has been raised: held stories go on that have room now, the
     * oldest first. Whether they have is decided when they begin.
     */
    public void resume() {
        if (cap.isEmpty()) {
            wake(held.resumeAll());
        } else if (held.isAny()) {
            // What was begun may have used more than was thought, and the cap may have been lowered.
            LocalDate day = today();
            BigDecimal left = leftOf(day);
            wake(left.signum() >= 0 && held.release(day, left));
        }
    }

    /**
     * There may be room that there was not before.
     *
     * @return true: where the ledger is away, whoever is next will see to it
     */
    public boolean hasChanged() {
        try {
            if (cap.isPresent()) {
                resume();
            }
            return true;
        } catch (LedgerUnavailable e) {
            return true;
        }
    }

    /**
     * A story that was refused is seen waiting from now on. There may have been room again before it was; mostly there
     * was none, and then the others that wait, which may be thousands, are not gone through.
     */
    public void lookAgain(Refusal refusal) {
        try {
            if (cap.isPresent() && refusal.more().compareTo(leftOf(today())) <= 0) {
                resume();
            }
        } catch (LedgerUnavailable e) {
            // Whoever is next will see to it.
            return;
        }
    }

    private void wake(boolean isDue) {
        dueTimes.at(WorkKind.SUBMIT, isDue ? clock.instant() : null);
    }

    private BigDecimal leftOf(LocalDate day) {
        return cap.get().subtract(spending.on(day));
    }

    /** What counts for this UTC day, in credits: what is used where that is known, else the estimate. */
    public BigDecimal spentToday() {
        return spending.on(today());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** All of it at each step: only the videos have a published price, and these are still to come, or come again. */
    private static BigDecimal needed(Story story) {
        return story.estimatedCredits() == null ? BigDecimal.ZERO : story.estimatedCredits();
    }

    private static String plain(BigDecimal credits) {
        return credits.signum() == 0 ? "0" : credits.stripTrailingZeros().toPlainString();
    }
}
