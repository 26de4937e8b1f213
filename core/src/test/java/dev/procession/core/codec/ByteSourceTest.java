package dev.procession.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.error.DecodingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSourceTest {
    @Test
    void thePositionStartsAtZeroAndTheGivenBufferStaysAsItWas() {
        ByteBuffer buffer =
                ByteBuffer.wrap(new byte[] {9, 1, 0, 0, 0, 2, 9}).position(1).limit(6);
        ByteSource source = new ByteSource(buffer);
        assertThat(source.position()).isZero();
        assertThat(source.remaining()).isEqualTo(5);
        assertThat(source.readInt()).isEqualTo(1);
        assertThat(source.position()).isEqualTo(4);
        assertThat(source.peekByte()).isEqualTo(2);
        assertThat(source.readByte()).isEqualTo((byte) 2);
        assertThat(source.remaining()).isZero();
        assertThat(buffer.position()).isEqualTo(1);
        assertThat(buffer.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    }

    @Test
    void readsPastTheEndSayWhereAndHowMuchAndMoveNothing() {
        List<Consumer<ByteSource>> reads = List.of(
                ByteSource::readInt,
                ByteSource::readLong,
                ByteSource::readFloat,
                ByteSource::readDouble,
                s -> s.readBytes(3),
                s -> s.readBytes(Integer.MAX_VALUE),
                s -> s.readBytes(new byte[5], 0, 5),
                s -> s.slice(3),
                s -> s.skip(3));
        for (Consumer<ByteSource> read : reads) {
            ByteSource source = new ByteSource(ByteBuffer.wrap(new byte[3]));
            source.readByte();
            assertThatThrownBy(() -> read.accept(source))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageMatching("At byte 1: \\d+ bytes are wanted, 2 are there");
            assertThat(source.position()).isEqualTo(1);
        }
        ByteSource empty = new ByteSource(ByteBuffer.allocate(0));
        assertThatThrownBy(empty::readByte).isInstanceOf(DecodingException.class);
        assertThatThrownBy(empty::peekByte).isInstanceOf(DecodingException.class);
        assertThatThrownBy(empty::readShort).isInstanceOf(DecodingException.class);
        assertThatThrownBy(empty::readVarInt).isInstanceOf(DecodingException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE})
    void lengthsBelowZeroAreRefused(int length) {
        ByteSource source = new ByteSource(ByteBuffer.wrap(new byte[3]));
        assertThatThrownBy(() -> source.readBytes(length)).isInstanceOf(DecodingException.class);
        assertThatThrownBy(() -> source.slice(length)).isInstanceOf(DecodingException.class);
        assertThatThrownBy(() -> source.skip(length)).isInstanceOf(DecodingException.class);
        assertThatThrownBy(() -> source.position(length)).isInstanceOf(DecodingException.class);
        assertThatThrownBy(() -> source.position(4)).isInstanceOf(DecodingException.class);
    }

    @Test
    void numbersWithTooManyBitsAreRefused() {
        assertThatThrownBy(() -> source(-1, -1, -1, -1, 0x1F).readVarInt())
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("more than 32 bits");
        assertThatThrownBy(() -> source(-1, -1, -1, -1, -1, -1, -1, -1, -1, 2).readVarLong())
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("more than 64 bits");
        assertThatThrownBy(
                        () -> source(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1).readVarLong())
                .isInstanceOf(DecodingException.class);
        assertThat(source(-1, -1, -1, -1, -1, -1, -1, -1, -1, 1).readVarLong()).isEqualTo(-1);
        ByteSource cut = source(-1, -1);
        assertThatThrownBy(cut::readVarLong)
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("are there");
        assertThat(cut.position()).isZero();
    }

    @Test
    void aCountThatCannotBeTrueIsRefused() {
        assertThat(source(2, 0, 0).readCount(1)).isEqualTo(2);
        assertThatThrownBy(() -> source(3, 0, 0).readCount(1)).isInstanceOf(DecodingException.class);
        assertThatThrownBy(() -> source(2, 0, 0).readCount(8))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("2 times 8 bytes are announced, 2 are there");
        assertThatThrownBy(() -> source(-1, -1, -1, -1, -1, -1, -1, -1, -1, 1).readCount(1))
                .isInstanceOf(DecodingException.class);
    }

    @Test
    void aSliceIsAViewOfTheSameBytes() {
        byte[] bytes = {1, 2, 3, 4};
        ByteSource source = new ByteSource(ByteBuffer.wrap(bytes));
        source.readByte();
        ByteBuffer slice = source.slice(2);
        bytes[1] = 9;
        assertThat(slice.remaining()).isEqualTo(2);
        assertThat(slice.get(0)).isEqualTo((byte) 9);
        assertThat(source.readByte()).isEqualTo((byte) 4);
    }

    @Test
    void aStreamReadsOnFromThePosition() throws IOException {
        ByteSource source = source(1, 2, 3, 4, 5);
        source.readByte();
        InputStream stream = source.asInputStream();
        assertThat(stream.available()).isEqualTo(4);
        assertThat(stream.read()).isEqualTo(2);
        assertThat(stream.skip(1)).isEqualTo(1);
        assertThat(stream.skip(-1)).isZero();
        byte[] rest = new byte[5];
        assertThat(stream.read(rest, 0, 5)).isEqualTo(2);
        assertThat(rest).startsWith(4, 5);
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(stream.read(rest, 0, 1)).isEqualTo(-1);
        assertThat(stream.read(rest, 0, 0)).isZero();
        assertThat(source.remaining()).isZero();
    }

    private static ByteSource source(int... bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
        for (int b : bytes) {
            buffer.put((byte) b);
        }
        return new ByteSource(buffer.flip());
    }
}
