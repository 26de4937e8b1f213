package dev.procession.core.log.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogFramesTest {
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private final StringBuilder seen = new StringBuilder();
    private final LogFrameReader reader = new LogFrameReader(new LogFrameReader.Sink() {
        @Override
        public void printed(byte[] bytes, int count) {
            seen.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void record(byte[] bytes) {
            seen.append('<').append(text(bytes)).append('>');
        }

        @Override
        public void task(String words) {
            seen.append('{').append(words).append('}');
        }
    });

    private static String text(byte[] record) {
        return record.length <= 20 ? new String(record, StandardCharsets.ISO_8859_1) : record.length + " bytes";
    }

    private void print(String text) {
        stream.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void read(byte[] all, int chunk) {
        for (int at = 0; at < all.length; at += chunk) {
            byte[] piece = Arrays.copyOfRange(all, at, Math.min(all.length, at + chunk));
            reader.add(piece, piece.length);
        }
        reader.end();
    }

    @Test
    void recordsAreTakenOutOfWhatIsPrintedHoweverItIsCut() throws IOException {
        LogFrameWriter writer = new LogFrameWriter(stream, 64);
        print("be");
        writer.write(bytes("one"), 3);
        print("tween\n\0 \0\u00feP");
        writer.write(new byte[1000], 1000);
        writer.write(bytes(""), 0);
        print("end\0\u00fePRLOG");
        String expected = "be<one>tween\n\0 \0\u00feP<1000 bytes><>end\0\u00fePRLOG";
        for (int chunk : new int[] {1, 2, 7, 63, 64, 65, 1 << 20}) {
            seen.setLength(0);
            read(stream.toByteArray(), chunk);
            assertThat(seen).as("chunks of %d", chunk).hasToString(expected);
        }
        assertThat(reader.lost()).isZero();
    }

    @Test
    void whatIsPrintedBetweenTheFramesOfARecordComesBeforeIt() throws IOException {
        LogFrameWriter writer = new LogFrameWriter(stream, 64);
        writer.write(new byte[60], 60);
        byte[] frames = stream.toByteArray();
        reader.add(frames, 64);
        reader.add(bytes("print"), 5);
        byte[] rest = Arrays.copyOfRange(frames, 64, frames.length);
        reader.add(rest, rest.length);
        assertThat(seen).hasToString("print<60 bytes>");
    }

    @Test
    void theNameOfATaskStandsWhereItWasWrittenAlsoInsideOfARecord() throws IOException {
        new LogFrameWriter(stream, 64).write(new byte[60], 60);
        byte[] record = stream.toByteArray();
        stream.reset();
        LogFrameWriter other = new LogFrameWriter(stream, 64);
        stream.write(record, 0, 64);
        other.writeTask("first \u00fc #1");
        print("print");
        stream.write(record, 64, record.length - 64);
        other.writeTask("");
        print("rest");
        for (int chunk : new int[] {1, 22, 64, 1 << 20}) {
            seen.setLength(0);
            read(stream.toByteArray(), chunk);
            assertThat(seen).as("chunks of %d", chunk).hasToString("{first \u00fc #1}print<60 bytes>{}rest");
        }
        assertThat(reader.lost()).isZero();
    }

    @Test
    void theNameOfATaskThatIsTooLongForAFrameIsCut() throws IOException {
        new LogFrameWriter(stream, LogFrameLayout.HEADER + 5).writeTask("0123456789");
        read(stream.toByteArray(), 1 << 20);
        assertThat(seen).hasToString("{01234}");
    }

    @Test
    void aDamagedFrameIsPrintAndTheNextOneIsRead() throws IOException {
        LogFrameWriter writer = new LogFrameWriter(stream, 64);
        writer.write(bytes("one"), 3);
        int second = stream.size();
        writer.write(bytes("two"), 3);
        byte[] all = stream.toByteArray();
        all[second - 1] ^= 1;
        read(all, 1 << 20);
        assertThat(seen.toString())
                .startsWith("\0\u00fePRLOG\0")
                .endsWith("<two>")
                .doesNotContain("<on");
    }

    @Test
    void recordsThatLackAPieceAreCountedAndTheOthersAreRead() throws IOException {
        LogFrameWriter writer = new LogFrameWriter(stream, 64);
        writer.write(new byte[100], 100);
        int first = stream.size();
        writer.write(bytes("next"), 4);
        byte[] all = stream.toByteArray();
        reader.add(all, 64);
        byte[] rest = Arrays.copyOfRange(all, 128, all.length);
        assertThat(first).isGreaterThan(128);
        reader.add(rest, rest.length);
        reader.end();
        assertThat(seen).hasToString("<next>");
        assertThat(reader.lost()).isEqualTo(1);
    }

    @Test
    void aRecordAboveTheBoundIsCountedAndNotGathered() throws IOException {
        LogFrameWriter writer = new LogFrameWriter(stream, LogFrameLayout.MAX_FRAME);
        writer.write(new byte[LogFrameLayout.MAX_RECORD], LogFrameLayout.MAX_RECORD);
        writer.write(new byte[LogFrameLayout.MAX_RECORD + 1], LogFrameLayout.MAX_RECORD + 1);
        writer.write(bytes("next"), 4);
        read(stream.toByteArray(), 8_192);
        assertThat(seen).hasToString("<1048576 bytes><next>");
        assertThat(reader.lost()).isEqualTo(1);
    }

    @Test
    void garbageIsPrintToTheLastByte() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            seen.setLength(0);
            byte[] garbage = new byte[random.nextInt(6_000)];
            random.nextBytes(garbage);
            for (int i = 0; i < 5 && garbage.length > 100; i++) {
                LogFrameLayout.putMagic(garbage = shifted(garbage, random.nextInt(garbage.length - 50)));
            }
            read(garbage, 1 + random.nextInt(500));
            assertThat(seen).hasToString(new String(garbage, StandardCharsets.ISO_8859_1));
        }
    }

    /** Turned round, so that what was at the start is somewhere else. */
    private static byte[] shifted(byte[] bytes, int by) {
        List<Byte> turned = new ArrayList<>();
        for (byte b : bytes) {
            turned.add(b);
        }
        java.util.Collections.rotate(turned, by);
        byte[] result = new byte[bytes.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = turned.get(i);
        }
        return result;
    }
}
