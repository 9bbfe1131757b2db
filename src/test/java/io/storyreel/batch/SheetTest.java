package io.storyreel.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.request.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sheets, byte by byte as Excel and LibreOffice export them. */
class SheetTest {

    private static final String BOM = "\ufeff";

    @TempDir
    private Path folder;

    @Test
    void excelsCsvUtf8OfAnEnglishMachine() throws Exception {
        assertThat(rows(BOM + "request_id,idea,scene_count,is_transition\r\n"
                + "tea-1,\"Tea, green \"\"Sencha\"\"\nfrom Uji\",3,TRUE\r\n"
                + "tea-2,Café crème,5,FALSE\r\n")).containsExactly(
                "2 {\"request_id\":\"tea-1\",\"idea\":\"Tea, green \\\"Sencha\\\"\\nfrom Uji\",\"scene_count\":3,"
                        + "\"is_transition\":true}",
                "4 {\"request_id\":\"tea-2\",\"idea\":\"Café crème\",\"scene_count\":5,\"is_transition\":false}");
    }

    @Test
    void excelsCsvUtf8OfAGermanMachineHasSemicolonsForItsCommasAreInNumbers() throws Exception {
        assertThat(rows(BOM + "request_id;idea;duration\r\na;\"Grüner Tee; der beste, 4,50 €\";5\r\nb;Öl;\r\n"))
                .containsExactly("2 {\"request_id\":\"a\",\"idea\":\"Grüner Tee; der beste, 4,50 €\",\"duration\":5}",
                        "3 {\"request_id\":\"b\",\"idea\":\"Öl\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"idea\tscene_count\nTea\t3\n", "idea,scene_count\rTea,3\r",
            "sep=;\r\nidea;scene_count\r\nTea;3",
        "sep=,\r\nidea,scene_count\r\nTea,3", "\"idea\",\"scene_count\"\n\"Tea\",\"3\"",
        "idea;scene_count\nTea;3\n;\n;;\n\n"})
    void whateverStandsBetweenCellsAndLines(String sheet) throws Exception {
        assertThat(rows(sheet)).singleElement().asString().endsWith(" {\"idea\":\"Tea\",\"scene_count\":3}");
    }

    @Test
    void aCommaWithinTheQuotesOfAHeaderSeparatesNothing() throws Exception {
        assertThat(rows("template;\"price, in EUR\"\npromo;4,50\n"))
                .containsExactly("2 {\"template\":\"promo\",\"values\":{\"price, in EUR\":\"4,50\"}}");
    }

    @Test
    void emptyColumnsAndRowsThatASpreadsheetLeavesBehindAreNothing() throws Exception {
        assertThat(rows("idea,title,,\r\nTea,,,\r\n,,,\r\n\r\nOil,Olive\r\n"))
                .containsExactly("2 {\"idea\":\"Tea\"}", "5 {\"idea\":\"Oil\",\"title\":\"Olive\"}");
    }

    @Test
    void aRowIsNamedByTheLineItBeginsOn() throws Exception {
        assertThat(rows("idea\r\n\"a\r\nb\rc\nd\"\r\n\"x\r\ny\"\r\nz")).containsExactly(
                "2 {\"idea\":\"a\\r\\nb\\rc\\nd\"}", "6 {\"idea\":\"x\\r\\ny\"}", "8 {\"idea\":\"z\"}");
    }

    @Test
    void nestedFieldsListsAndTypesComeFromTheSchema() throws Exception {
        assertThat(rows("audio_option.narrator,audio_option.has_bg_music,output.key,image_urls,stages.videos.duration,"
                + "elements,stages.elements,scene_count\n"
                + "Rachel,False,a.mp4,https://e.com/a|https://e.com/b,4,\"{\"\"objects\"\":[]}\",false,5.0\n"
                + ",,,,,,,\"1,5\"\n")).containsExactly(
                "2 {\"audio_option\":{\"narrator\":\"Rachel\",\"has_bg_music\":false},\"output\":{\"key\":\"a.mp4\"},"
                        + "\"image_urls\":[\"https://e.com/a\",\"https://e.com/b\"],"
                        + "\"stages\":{\"videos\":{\"duration\":4},"
                        + "\"elements\":false},\"elements\":{\"objects\":[]},\"scene_count\":5.0}",
                "3 {\"scene_count\":\"1,5\"}");
    }

    @Test
    void blanksAroundACellCount() throws Exception {
        assertThat(rows("idea,scene_count\n Tea , 3\n"))
                .containsExactly("2 {\"idea\":\" Tea \",\"scene_count\":\" 3\"}");
    }

    @Test
    void withATemplateOtherColumnsAreValuesAndAlwaysTexts() throws Exception {
        assertThat(rows("template,Product name,price,idea,values.title\npromo,Tea,4,An idea,T\npromo,,,,\n"))
                .containsExactly("2 {\"template\":\"promo\",\"values\":{\"Product name\":\"Tea\",\"price\":\"4\","
                        + "\"title\":\"T\"},\"idea\":\"An idea\"}", "3 {\"template\":\"promo\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ideaa\\nx                       | ideaa: a request has no such field: did you mean "idea"?
        idea, scene_count\\nx,3         | scene_count: a request has no such field: did you mean "scene_count"?
        audio_option.loud\\nx           | audio_option.loud: a request has no such field
        idea,idea\\nx,y                 | idea: says the same as the column idea
        output,output.key\\nx,y         | output.key: says the same as the column output
        """)
    void aHeaderThatSaysNothingIsTold(String sheet, String words) throws Exception {
        try (FileChannel channel = file(bytes(sheet.replace("\\n", "\n")))) {
            assertThat(sheet(channel).problems()).singleElement().asString().contains(words);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        idea\\n"a"x\\n                  | line 2: something stands behind the closing quote
        idea\\na\\n"b\\nc\\n            | line 3: a quote that is opened in this row is never closed
        \\n                             | line 1: the sheet needs a header
        ,,\\na,b,c                      | line 1: the sheet needs a header
        """)
    void whatCannotBeCutIntoCellsIsToldByItsLine(String sheet, String words) {
        assertThatThrownBy(() -> rows(sheet.replace("\\n", "\n"))).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining(words);
    }

    @Test
    void aCellWithoutANameAboveItIsTold() throws Exception {
        try (FileChannel channel = file(bytes("idea,\nTea,x\nOil,,y\n"))) {
            Sheet sheet = sheet(channel);
            assertThat(sheet.next().problems()).singleElement().asString().contains("column 2: the header has no name");
            assertThat(sheet.next().problems()).singleElement().asString().contains("column 3: the header has no name");
        }
    }

    /** A parser takes the first of them for three cells, and says nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        idea,title,duration\\n"a\\nb",x,5\\nTea, "Green, from Uji"\\n | 4 /title the cell has a quote in it
        idea;title\\nTea;\\t"Green; from Uji"\\n                      | 2 /title the cell has a quote in it
        idea,title\\r\\n5" screen,x\\r\\n                             | 2 /idea the cell has a quote in it
        idea,,\\nTea,,a"b\\n                                          | 2  column 3: the cell has a quote in it
        """)
    void aQuoteInACellThatBeginsWithoutOneIsTold(String sheet, String words) throws Exception {
        try (FileChannel channel = file(bytes(sheet.replace("\\n", "\n").replace("\\r", "\r")
                .replace("\\t", "\t")))) {
            Sheet rows = sheet(channel);
            List<String> problems = new ArrayList<>();
            for (Row row = rows.next(); row != null; row = rows.next()) {
                row.problems().forEach(problem -> problems.add(rows.line() + " " + problem.pointer() + " "
                        + problem.message()));
            }
            assertThat(problems).singleElement().asString().startsWith(words)
                    .contains("put the whole cell in quotes, with no blank before the first");
        }
    }

    @Test
    void aQuoteInANameOfTheHeaderIsTold() {
        assertThatThrownBy(() -> rows("idea, \"title\"\nTea,x\n")).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("line 1, column 2: this name of the header has a quote in it");
    }

    @Test
    void blanksBehindAQuotedCellAndQuotesWithinItAreFine() throws Exception {
        assertThat(rows("idea,title\n\"a \"\"b\"\", c\" ,\"\"\n\"\"\"\",x\n")).containsExactly(
                "2 {\"idea\":\"a \\\"b\\\", c\"}", "3 {\"idea\":\"\\\"\",\"title\":\"x\"}");
    }

    @Test
    void aQuoteThatIsNeverClosedDoesNotFillTheMemory() {
        assertThatThrownBy(() -> rows("idea\nTea\n\"" + "x".repeat(1_200_000))).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("line 3: no end of the row within 1000000 characters");
    }

    @ParameterizedTest
    @CsvSource({"windows-1252, line 3: the file is not UTF-8", "UTF-16LE, line 1: the file has NUL characters",
        "UTF-16, line 1: the file is UTF-16", "x-UTF-16LE-BOM, line 1: the file is UTF-16"})
    void anythingButUtf8IsToldWithWhatToDo(String charset, String words) {
        byte[] bytes = "idea;title\r\nTea;a\r\nÖl;b\r\n".getBytes(Charset.forName(charset));

        assertThatThrownBy(() -> rows(bytes)).isInstanceOf(InvalidRequest.class).hasMessageContaining(words)
                .hasMessageContaining("CSV UTF-8").hasMessageContaining("LibreOffice");
    }

    @Test
    void aBrokenByteFarBehindIsFoundWithItsLine() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(bytes("idea\r\n" + "größer\r\n".repeat(30_000)));
        bytes.write(0xe4);

        assertThatThrownBy(() -> rows(bytes.toByteArray())).hasMessageContaining("line 30002: the file is not UTF-8");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> rows(String sheet) throws Exception {
        return rows(bytes(sheet));
    }

    private List<String> rows(byte[] bytes) throws Exception {
        List<String> rows = new ArrayList<>();
        try (FileChannel channel = file(bytes)) {
            new Utf8File(channel).check();
            Sheet sheet = sheet(channel);
            assertThat(sheet.problems()).isEmpty();
            for (Row row = sheet.next(); row != null; row = sheet.next()) {
                assertThat(row.problems()).isEmpty();
                rows.add(row.line() + " " + row.request());
            }
        }
        return rows;
    }

    private static Sheet sheet(FileChannel channel) throws Exception {
        return new Sheet(new Utf8File(channel), new RequestFields(
                new ObjectMapper().readTree(Path.of("schemas", "story-request.schema.json").toFile())));
    }

    private FileChannel file(byte[] bytes) throws Exception {
        return FileChannel.open(Files.write(folder.resolve("sheet.csv"), bytes));
    }
}
