package dev.procession.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSinkTest {
    @Test
    void numbersAreLittleEndian() {
        ByteSink sink = new ByteSink(0);
        sink.writeByte(0x1FF);
        sink.writeShort(0x0201);
        sink.writeInt(0x06050403);
        sink.writeLong(0x0E0D0C0B0A090807L);
        assertThat(sink.toByteArray()).containsExactly(-1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            int i = random.nextInt() >> random.nextInt(32);
            long l = random.nextLong() >> random.nextInt(64);
            ByteSink sink = new ByteSink(random.nextInt(8));
            sink.writeVarInt(i);
            sink.writeVarLong(l);
            sink.writeZigZagInt(i);
            sink.writeZigZagLong(l);
            sink.writeFloat(i);
            sink.writeDouble(l);
            sink.writeShort(i);
            ByteSource source = new ByteSource(ByteBuffer.wrap(sink.toByteArray()));
            assertThat(source.readVarInt()).isEqualTo(i);
            assertThat(source.readVarLong()).isEqualTo(l);
            assertThat(source.readZigZagInt()).isEqualTo(i);
            assertThat(source.readZigZagLong()).isEqualTo(l);
            assertThat(source.readFloat()).isEqualTo(i);
            assertThat(source.readDouble()).isEqualTo(l);
            assertThat(source.readShort()).isEqualTo((short) i);
            assertThat(source.remaining()).isZero();
        }
    }

    @Test
    void aNumberTakesAsManyBytesAsItsBitsNeed() {
        for (int bits = 0; bits < 64; bits++) {
            ByteSink sink = new ByteSink();
            sink.writeVarLong(1L << bits);
            assertThat(sink.size()).isEqualTo(bits / 7 + 1);
        }
        ByteSink sink = new ByteSink();
        sink.writeVarInt(-1);
        assertThat(sink.size()).isEqualTo(5);
        sink.writeVarInt(0);
        assertThat(sink.size()).isEqualTo(6);
    }

    @Test
    void arraysAndBuffersAreCopiedIn() {
        ByteSink sink = new ByteSink(1);
        byte[] bytes = {1, 2, 3, 4};
        sink.write(bytes);
        sink.write(bytes, 1, 2);
        ByteBuffer direct = ByteBuffer.allocateDirect(4).put(bytes).flip().position(2);
        sink.write(direct);
        assertThat(direct.hasRemaining()).isFalse();
        assertThat(sink.toByteArray()).containsExactly(1, 2, 3, 4, 2, 3, 3, 4);
        assertThatThrownBy(() -> sink.write(bytes, 3, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(sink.size()).isEqualTo(8);
    }

    @Test
    void aStreamWritesIntoTheSink() throws IOException {
        ByteSink sink = new ByteSink();
        try (OutputStream stream = sink.asOutputStream()) {
            stream.write(1);
            stream.write(new byte[] {2, 3, 4}, 1, 2);
        }
        sink.writeByte(5);
        assertThat(sink.toByteArray()).containsExactly(1, 3, 4, 5);
    }

    @Test
    void truncateGoesBackToAMarkAndResetToTheStart() {
        ByteSink sink = new ByteSink();
        sink.writeInt(1);
        int mark = sink.size();
        sink.writeLong(2);
        sink.truncate(mark);
        assertThat(sink.size()).isEqualTo(4);
        sink.writeByte(9);
        assertThat(sink.toByteArray()).containsExactly(1, 0, 0, 0, 9);
        assertThatThrownBy(() -> sink.truncate(6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> sink.truncate(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        sink.reset();
        assertThat(sink.size()).isZero();
        assertThat(sink.toByteArray()).isEmpty();
    }

    @Test
    void aLengthCanBeFilledInLater() {
        ByteSink sink = new ByteSink();
        int at = sink.reserve(4);
        sink.writeByte(7);
        sink.putInt(at, 1);
        assertThat(sink.toByteArray()).containsExactly(1, 0, 0, 0, 7);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 1000})
    void theLimitIsReachedButNeverPassed(int limit) {
        ByteSink sink = new ByteSink(16, limit);
        for (int i = 0; i < limit; i++) {
            assertThat(sink.room()).isEqualTo(limit - i);
            sink.writeByte(i);
        }
        assertThat(sink.array()).hasSizeLessThanOrEqualTo(Math.max(16, limit));
        assertThatExceptionOfType(EncodingException.class)
                .isThrownBy(() -> sink.writeByte(1))
                .withMessageContaining((limit + 1) + " bytes are needed")
                .withMessageContaining("the limit is " + limit)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FRAME_TOO_LARGE));
        assertThat(sink.size()).isEqualTo(limit);
    }

    @Test
    void aLargeWriteAboveTheLimitWritesNothingAndSetsNothingAside() {
        ByteSink sink = new ByteSink(16, 1_000);
        sink.writeInt(1);
        assertThatThrownBy(() -> sink.write(new byte[10_000])).isInstanceOf(EncodingException.class);
        assertThatThrownBy(() -> sink.reserve(Integer.MAX_VALUE)).isInstanceOf(EncodingException.class);
        assertThat(sink.size()).isEqualTo(4);
        assertThat(sink.array()).hasSize(16);
    }

    @Test
    void sizesBelowZeroAreRefused() {
        assertThatThrownBy(() -> new ByteSink(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ByteSink(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
