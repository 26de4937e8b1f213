package dev.procession.core.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.error.ChannelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRingTest {
    private static final int BYTES = 4 << 10;
    private static final int WRITTEN_AT = 128;
    private static final int READ_AT = 256;
    private static final int BEGIN = 512;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(BEGIN + BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteRing ring = new ByteRing(memory, WRITTEN_AT, BEGIN, BYTES);
    private final ByteRing.Writer writer = ring.writer();
    private final ByteRing.Reader reader = ring.reader();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsReadIsWhatWasWrittenWhateverTheSizes(long seed) {
        Random random = new Random(seed);
        Random sent = new Random(-seed);
        Random expected = new Random(-seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] some = new byte[random.nextInt(random.nextInt(16) == 0 ? 2 * BYTES : 100)];
            ByteBuffer from = ByteBuffer.wrap(some);
            fill(from, sent);
            while (from.hasRemaining()) {
                int unused = writer.write(from);
                check(expected, 1 + random.nextInt(BYTES));
            }
        }
        while (!reader.isEmpty()) {
            check(expected, BYTES);
        }
        assertThat(sent.nextInt()).isEqualTo(expected.nextInt());
    }

    private static void fill(ByteBuffer bytes, Random random) {
        for (int at = bytes.position(); at < bytes.limit(); at++) {
            bytes.put(at, (byte) random.nextInt());
        }
    }

    private void check(Random expected, int most) {
        ByteBuffer into = ByteBuffer.allocate(most);
        int count = reader.read(into);
        for (int at = 0; at < count; at++) {
            assertThat(into.get(at)).isEqualTo((byte) expected.nextInt());
        }
    }

    @Test
    void aFullRingTakesNothingAndRingsWhenHalfOfItIsFree() {
        assertThat(writer.write(ByteBuffer.allocate(2 * BYTES))).isEqualTo(BYTES);
        assertThat(writer.write(ByteBuffer.allocate(1))).isZero();
        assertThat(reader.isRoomWanted()).isFalse();
        assertThat(writer.askForRoom()).isFalse();
        assertThat(reader.read(ByteBuffer.allocate(BYTES / 2 - 1))).isEqualTo(BYTES / 2 - 1);
        assertThat(reader.isRoomWanted()).isFalse();
        assertThat(reader.read(ByteBuffer.allocate(1))).isOne();
        assertThat(reader.isRoomWanted()).isTrue();
        assertThat(reader.isRoomWanted()).as("told once").isFalse();
        assertThat(writer.write(ByteBuffer.allocate(BYTES))).isEqualTo(BYTES / 2);
    }

    @Test
    void anybodyMayAskWhetherHalfOfItIsFree() {
        assertThat(writer.write(ByteBuffer.allocate(BYTES / 2))).isEqualTo(BYTES / 2);
        assertThat(ring.isHalfFree()).isTrue();
        assertThat(writer.write(ByteBuffer.allocate(1))).isOne();
        assertThat(ring.isHalfFree()).isFalse();
        assertThat(reader.read(ByteBuffer.allocate(1))).isOne();
        assertThat(ring.isHalfFree()).isTrue();
    }

    @Test
    void anEndThatIsOpenedAgainGoesOnWhereTheLastHasStopped() {
        assertThat(writer.write(ByteBuffer.wrap(new byte[] {1, 2, 3}))).isEqualTo(3);
        ByteBuffer one = ByteBuffer.allocate(1);
        assertThat(reader.read(one)).isOne();
        assertThat(ring.writer().write(ByteBuffer.wrap(new byte[] {4}))).isOne();
        ByteBuffer rest = ByteBuffer.allocate(8);
        assertThat(ring.reader().read(rest)).isEqualTo(3);
        assertThat(rest.limit(3)).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3, 4}));
    }

    @Test
    void whoAsksForRoomThatHasComeMeanwhileIsNotRung() {
        assertThat(writer.write(ByteBuffer.allocate(BYTES))).isEqualTo(BYTES);
        assertThat(reader.read(ByteBuffer.allocate(BYTES))).isEqualTo(BYTES);
        assertThat(writer.askForRoom()).isTrue();
        assertThat(reader.isRoomWanted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, BYTES + 1, Long.MAX_VALUE, Long.MIN_VALUE})
    void aCountThatCannotBeIsNotBelieved(long count) {
        overwrite(WRITTEN_AT, count);
        assertThatThrownBy(() -> reader.isEmpty())
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("something else has written")
                .hasMessageContaining(Long.toString(count));
        overwrite(READ_AT, count);
        assertThatThrownBy(() -> writer.write(ByteBuffer.allocate(2 * BYTES)))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining(Long.toString(count));
    }

    private void overwrite(int at, long word) {
        memory.putLong(at, word);
    }
}
