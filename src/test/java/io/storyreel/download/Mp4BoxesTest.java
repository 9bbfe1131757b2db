package io.storyreel.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Mp4BoxesTest {

    @TempDir
    private Path dir;

    @Test
    void aWholeVideoPasses() throws IOException {
        assertThat(problemOf(Mp4.ofSize(5000, 1))).isEmpty();
    }

    @Test
    void aBoxOfMoreThan4GibIsMeasuredByIts64BitSize() throws IOException {
        Path file = dir.resolve("huge.mp4");
        Mp4.sparse(file, 5L << 30);

        assertThat(Mp4Boxes.problemOf(file)).isEmpty();
    }

    @Test
    void aLastBoxWithoutSizeReachesToTheEnd() throws IOException {
        assertThat(problemOf(join(Mp4.ftyp(), Mp4.box("mdat", 0), new byte[77]))).isEmpty();
    }

    @Test
    void aVideoThatLostItsLastByteIsCutOff() throws IOException {
        byte[] video = Mp4.ofSize(5000, 1);

        assertThat(problemOf(Arrays.copyOf(video, 4999))).hasValueSatisfying(problem ->
                assertThat(problem).contains("cut off", "4976", "4975"));
    }

    @Test
    void bytesAfterTheLastBoxAreNoticedEvenWhenTooFewForABox() throws IOException {
        assertThat(problemOf(join(Mp4.ofSize(5000, 1), new byte[] {0, 0, 1}))).isPresent();
        assertThat(problemOf(join(Mp4.ofSize(5000, 1), "garbage!".getBytes(StandardCharsets.US_ASCII)))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 9, 15, 16})
    void aFewZeroBytesAfterTheLastBoxDoNoHarm(int zeros) throws IOException {
        assertThat(problemOf(join(Mp4.ofSize(5000, 1), new byte[zeros]))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 24, 5000})
    void manyZeroBytesAreNoVideo(int zeros) throws IOException {
        assertThat(problemOf(join(Mp4.ofSize(5000, 1), new byte[zeros]))).hasValueSatisfying(problem ->
                assertThat(problem).contains(zeros + " bytes that are no box"));
    }

    @Test
    void aFileTypeAndZerosIsNoVideo() throws IOException {
        assertThat(problemOf(join(Mp4.ftyp(), new byte[16]))).hasValueSatisfying(problem ->
                assertThat(problem).contains("no content"));
    }

    @Test
    void aCompressedVideoIsCalledCompressed() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Mp4.ofSize(5000, 1));
        }

        assertThat(problemOf(packed.toByteArray())).hasValueSatisfying(problem ->
                assertThat(problem).contains("compressed (gzip)"));
    }

    @Test
    void nothingButTheFileTypeIsNoVideo() throws IOException {
        assertThat(problemOf(Mp4.ftyp())).hasValueSatisfying(problem -> assertThat(problem).contains("no content"));
    }

    @Test
    void anEmptyFileIsCalledEmptyAndAWebPageAWebPage() throws IOException {
        assertThat(problemOf(new byte[0])).contains("it is empty");
        assertThat(problemOf("\n <!DOCTYPE html><html>gone".getBytes(StandardCharsets.UTF_8)))
                .contains("it is a web page (HTML)");
    }

    @Test
    void garbageDoesNotBeginAsAVideo() throws IOException {
        assertThat(problemOf("PK".getBytes(StandardCharsets.US_ASCII))).isPresent();
        assertThat(problemOf(new byte[4096])).isPresent();
    }

    @Test
    void impossibleSizesNeitherPassNorLoop() throws IOException {
        assertThat(problemOf(join(Mp4.ftyp(), Mp4.box("mdat", 7), new byte[20]))).isPresent();
        assertThat(problemOf(join(Mp4.ftyp(), large(-1), new byte[20]))).isPresent();
        assertThat(problemOf(join(Mp4.ftyp(), large(15), new byte[20]))).isPresent();
        assertThat(problemOf(join(Mp4.ftyp(), large(Long.MAX_VALUE), new byte[20]))).isPresent();
        assertThat(problemOf(join(Mp4.ftyp(), Mp4.box("mdat", 1)))).isPresent();
    }

    private Optional<String> problemOf(byte[] content) throws IOException {
        return Mp4Boxes.problemOf(Files.write(dir.resolve("a.mp4"), content));
    }

    private static byte[] large(long size) {
        return ByteBuffer.allocate(16).put(Mp4.box("mdat", 1)).putLong(size).array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }
}
