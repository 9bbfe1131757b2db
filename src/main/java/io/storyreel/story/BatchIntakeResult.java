package io.storyreel.story;

import java.util.List;

import io.storyreel.ledger.batch.Batches;

/**
 * What became of a file of many requests.
 *
 * @param isKnown whether this very file was taken up before: then nothing was done
 * @param accepted how many of its requests are new
 * @param duplicates how many had been asked for before, be it in the same file
 * @param resumed how many stories go on after their review
 * @param refused those for which nothing of the file was taken up, each with its intake result; no more than
 *        {@link Batches#TOLD}
 * @param refusals how many these are in all
 */
public record BatchIntakeResult(boolean isKnown, int accepted, int duplicates, int resumed, List<Refused> refused,
        int refusals) {

    /** A request that refuses the file: its id is taken by other content, or its story is not in review. */
    public record Refused(BatchItem item, IntakeResult taken) {
    }
}
