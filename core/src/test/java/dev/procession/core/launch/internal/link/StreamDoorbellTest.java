package dev.procession.core.launch.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamDoorbellTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StreamDoorbell bell = new StreamDoorbell();

    private void receive(int what, int times) {
        for (int i = 0; i < times; i++) {
            bell.received(new byte[] {(byte) what}, 1);
        }
    }

    @Test
    void aRingBeforeTheWaitMakesItReturnOnce() throws InterruptedException {
        receive(StreamDoorbell.RING, 3);

        assertThat(bell.await(Duration.ZERO)).isTrue();
        assertThat(bell.await(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void ringsBeforeTheLaunchAddUpToOne() {
        bell.ring();
        bell.ring();
        bell.attach(out);

        assertThat(out.size()).isEqualTo(1);
    }

    @Test
    void atTheLimitARingIsPutOffUntilThePeerHasRead() {
        bell.attach(out);
        for (int i = 0; i < StreamDoorbell.MAX_UNACKNOWLEDGED + 5; i++) {
            bell.ring();
        }
        assertThat(out.size()).isEqualTo(StreamDoorbell.MAX_UNACKNOWLEDGED);

        receive(StreamDoorbell.ACK, 1);
        assertThat(out.size()).isEqualTo(StreamDoorbell.MAX_UNACKNOWLEDGED + 1);

        receive(StreamDoorbell.ACK, 1);
        assertThat(out.size()).isEqualTo(StreamDoorbell.MAX_UNACKNOWLEDGED + 1);
    }

    @Test
    void ringsAreAcknowledgedInBundles() {
        bell.attach(out);
        receive(StreamDoorbell.RING, StreamDoorbell.ACK_EVERY - 1);
        assertThat(out.size()).isZero();

        receive(StreamDoorbell.RING, 1);
        assertThat(out.toByteArray()).containsExactly(StreamDoorbell.ACK);
    }

    @Test
    void thePeersEndEndsEveryWait() throws InterruptedException {
        bell.peerEnded();

        assertThat(bell.await(Duration.ofDays(1))).isTrue();
        assertThat(bell.await(Duration.ofDays(1))).isTrue();
    }
}
