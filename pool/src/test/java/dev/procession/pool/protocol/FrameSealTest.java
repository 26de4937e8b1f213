package dev.procession.pool.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.channel.Channel;
import dev.procession.core.error.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameSealTest {
    private final FrameSeal.Writer writer = new FrameSeal.Writer();
    private final FrameSeal.Reader reader = new FrameSeal.Reader();

    /** Keeps what it is offered, and refuses when it is told to. */
    private static final class Keeping implements Channel {
        private final List<ByteBuffer> frames = new ArrayList<>();
        private boolean full;

        @Override
        public boolean offer(List<ByteBuffer> frame) {
            if (!full) {
                ByteBuffer whole = ByteBuffer.allocate(
                        frame.stream().mapToInt(ByteBuffer::remaining).sum());
                frame.forEach(whole::put);
                frames.add(whole.flip());
            }
            return !full;
        }

        @Override
        public void request(int more) {}

        @Override
        public void closeOutput() {}

        @Override
        public void close() {}
    }

    private static List<ByteBuffer> frame(int bytes) {
        byte[] content = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            content[i] = (byte) (i * 31);
        }
        int half = bytes / 2;
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes - half)
                .put(content, half, bytes - half)
                .flip();
        return List.of(ByteBuffer.wrap(content, 0, half), direct.asReadOnlyBuffer());
    }

    private List<ByteBuffer> sealed(int... sizes) {
        Keeping channel = new Keeping();
        for (int size : sizes) {
            assertThat(writer.offer(channel, frame(size))).isTrue();
        }
        return channel.frames;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 1000, 64 << 10, (64 << 10) + 1, 1 << 20})
    void whatWasSealedIsOpened(int size) {
        for (ByteBuffer sealed : sealed(size, size)) {
            ByteBuffer opened = reader.open(sealed);
            assertThat(opened.position()).isZero();
            assertThat(opened.remaining()).isEqualTo(size);
            if (size > 0) {
                assertThat(opened.get(size - 1)).isEqualTo((byte) ((size - 1) * 31));
            }
        }
    }

    @Test
    void aFrameThatWasRefusedKeepsItsPlaceForTheNext() {
        Keeping channel = new Keeping();
        channel.full = true;
        List<ByteBuffer> frame = frame(9);
        assertThat(writer.offer(channel, frame)).isFalse();
        channel.full = false;
        assertThat(writer.offer(channel, frame)).isTrue();
        assertThat(reader.open(channel.frames.get(0)).remaining()).isEqualTo(9);
    }

    @Test
    void aLostFrameIsNoticedByTheOneBehindIt() {
        List<ByteBuffer> frames = sealed(5, 6, 7);
        reader.open(frames.get(0));
        assertThatThrownBy(() -> reader.open(frames.get(2)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("frame 2 was lost: frame 3 came in its place");
    }

    @Test
    void aFrameThatComesTwiceIsNoticed() {
        ByteBuffer frame = sealed(5).get(0);
        reader.open(frame);
        assertThatThrownBy(() -> reader.open(frame)).hasMessage("frame 1 came twice");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 1000})
    void everyChangedBitOfASmallFrameIsNoticed(int size) {
        ByteBuffer frame = sealed(size).get(0);
        for (int bit = 0; bit < frame.remaining() * 8; bit++) {
            ByteBuffer changed = ByteBuffer.allocate(frame.remaining())
                    .put(frame.duplicate())
                    .flip();
            changed.put(bit / 8, (byte) (changed.get(bit / 8) ^ 1 << bit % 8));
            assertThatThrownBy(() -> reader.open(changed)).hasMessageContaining("was changed on its way");
        }
        assertThat(reader.open(frame).remaining()).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 500, (1 << 20) + 7})
    void aFrameThatWasCutIsNoticed(int left) {
        ByteBuffer frame = sealed(1 << 20).get(0);
        assertThatThrownBy(() -> reader.open(frame.duplicate().limit(left)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("on its way");
    }
}
