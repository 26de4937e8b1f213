package dev.procession.testkit;

import dev.procession.core.channel.Channel;
import dev.procession.testkit.RecordingListener.Event;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * One end of a channel under test.
 *
 * @param channel the channel
 * @param listener what it tells
 */
public record ChannelEnd(Channel channel, RecordingListener listener) {
    /** More than the queue and what lies in the system can hold. */
    private static final long MOST_BYTES = 256L << 20;

    /** How long a system may take to move what it can. */
    private static final Duration QUIET = Duration.ofMillis(60);

    /**
     * Offers a frame until it is taken, waiting for {@code writable} in between. Any number of threads may send.
     *
     * @param pieces the frame
     */
    public void send(ByteBuffer... pieces) {
        List<ByteBuffer> frame = List.of(pieces);
        int before = listener.count(Event.WRITABLE);
        while (!channel.offer(frame)) {
            listener.await(Event.WRITABLE, before + 1);
            before = listener.count(Event.WRITABLE);
        }
    }

    /**
     * Offers frames of zeros until one is refused and nothing makes room any more, which happens when the peer reads
     * nothing.
     *
     * @param bytes the size of each
     * @return how many were taken
     * @throws AssertionError if the channel takes 256 MiB, more than any bounded one can
     */
    public int fillUp(int bytes) {
        int taken = fill(bytes);
        int more = taken;
        while (more > 0) {
            listener.staysAt(Event.WRITABLE, listener.count(Event.WRITABLE), QUIET);
            more = fill(bytes);
            taken += more;
        }
        return taken;
    }

    private int fill(int bytes) {
        int taken = 0;
        while (channel.offer(List.of(ByteBuffer.allocate(bytes)))) {
            taken++;
            if ((long) taken * bytes > MOST_BYTES) {
                throw new AssertionError("CH-03: a channel whose peer reads nothing took " + MOST_BYTES
                        + " bytes and still refuses nothing");
            }
        }
        return taken;
    }
}
