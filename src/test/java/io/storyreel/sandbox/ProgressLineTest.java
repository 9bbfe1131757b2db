package io.storyreel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

import org.junit.jupiter.api.Test;

class ProgressLineTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void withoutATerminalEachChangeIsALineAndNothingElse() {
        ProgressLine line = new ProgressLine(new PrintStream(written), false);

        line.show("Cat", "generating", 50);
        line.show("Cat", "generating", 50);
        line.show("Cat", "delivered", 100);
        line.end();

        assertThat(written.toString().lines()).containsExactly(
                "Cat  [###############...............]  50 %  generating",
                "Cat  [##############################] 100 %  delivered");
    }

    @Test
    void onATerminalAShorterLineLeavesNothingOfALongerOne() {
        ProgressLine line = new ProgressLine(new PrintStream(written), true);

        line.show("Cat", "generating", 50);
        line.show("Cat", "failed", 50);

        assertThat(written.toString()).endsWith("\rCat  [###############...............]  50 %  failed    ");
    }
}
