package io.storyreel.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells that spreadsheets would run. */
class ResultSheetTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+49 30", "-1", "@SUM(A1)", "\t=1", "\r=1"})
    void aCellThatASpreadsheetWouldRunIsText(String cell) {
        assertThat(ResultSheet.safe(cell)).isEqualTo("'" + cell);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=1", "'=1", " =1", "150", "s3://bucket/key"})
    void anythingElseStaysAsItIs(String cell) {
        assertThat(ResultSheet.safe(cell)).isEqualTo(cell);
    }
}
