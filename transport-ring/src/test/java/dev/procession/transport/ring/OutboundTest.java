package dev.procession.transport.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.channel.ByteRing;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.frame.FrameBacklog;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.transport.ring.RingFile.Side;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboundTest {
    private static final int BYTES = RingFile.LEAST_RING_BYTES;

    @TempDir
    private Path folder;

    private final AtomicInteger rings = new AtomicInteger();
    private RingFile file;
    private Outbound outbound;

    /** Counts; nobody waits at it. */
    private final LaunchLink.Doorbell doorbell = new LaunchLink.Doorbell() {
        @Override
        public void ring() {
            rings.incrementAndGet();
        }

        @Override
        public boolean await(Duration limit) {
            throw new UnsupportedOperationException("nobody waits here");
        }
    };

    @BeforeEach
    void open() throws Exception {
        file = RingFile.create(folder.resolve("ring"), new byte[RingFile.PROOF_BYTES], BYTES);
        outbound = new Outbound(
                new FrameBacklog(new FrameEncoder(1 << 20), 1 << 20, 1 << 10, () -> ByteBuffer.allocate(1 << 12)),
                new RingChannel.Meeting(Side.PARENT, file, file.parking(Side.PARENT, doorbell)));
    }

    @AfterEach
    void close() {
        outbound.release();
        file.unmap();
    }

    @Test
    void outputThatWaitsForRoomIsReadyOnceHalfOfTheRingIsFree() {
        ByteRing.Reader reader = file.ring(Side.PARENT).reader();
        ByteBuffer space = ByteBuffer.allocate(BYTES / 2);
        assertThat(outbound.offer(List.of(ByteBuffer.allocate(3 * BYTES)))).isTrue();
        assertThat(outbound.isStuck()).isTrue();
        assertThat(outbound.isReady()).isFalse();
        assertThat(reader.read(space.limit(BYTES / 2 - 1))).isEqualTo(BYTES / 2 - 1);
        assertThat(outbound.isReady()).isFalse();
        assertThat(reader.read(space.limit(1))).isEqualTo(1);
        assertThat(outbound.isReady()).isTrue();
        assertThat(outbound.advance()).isTrue();
        assertThat(outbound.isReady()).isFalse();
    }
}
