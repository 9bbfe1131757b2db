package io.storyreel.status;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Answers that may take the ledger long: each is given to all who ask for it within ten times what it has taken, and
 * they are found one after the other. So however many look, and however often, no more than a part of the time is spent
 * on it.
 */
final class CostlyAnswers {

    private static final int TIMES = 10;

    private static final int MOST = 50;

    private record Answer(String text, long until) {
    }

    private final Map<String, Answer> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > MOST;
        }
    };

    /** The answer to a question; null is one too. */
    synchronized String to(String question, Supplier<String> finding) {
        long begun = System.nanoTime();
        Answer before = kept.get(question);
        if (before != null && begun - before.until < 0) {
            return before.text;
        }
        String text = finding.get();
        long now = System.nanoTime();
        kept.put(question, new Answer(text, now + TIMES * (now - begun)));
        return text;
    }
}
