package io.storyreel.sandbox.bench;

import java.util.Arrays;
import java.util.Locale;

/** The channels by which a bench can send its requests. */
enum ChannelName {

    /** Files of many requests each. */
    INBOX(500),
    /** A file for each request. */
    INBOX_SINGLE(1),
    JMS(1),
    KAFKA(1);

    private final int usualBatch;

    ChannelName(int usualBatch) {
        this.usualBatch = usualBatch;
    }

    static ChannelName of(String word) {
        return Arrays.stream(values()).filter(channel -> channel.word().equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--channel " + word
                        + " is none of inbox, inbox-single, jms and kafka\n\n" + BenchArguments.USAGE));
    }

    /** How many requests a document holds where nobody says otherwise. */
    int usualBatch() {
        return usualBatch;
    }

    /** As it is written on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
