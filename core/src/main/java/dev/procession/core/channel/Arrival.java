package dev.procession.core.channel;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How a parent's end waits for a child that comes by memory which both see. For those who write transports. */
public final class Arrival {
    private Arrival() {}

    /**
     * Waits until the child is there.
     *
     * @param parking how the parent's end waits; its peer's doorbell is rung by a child that has come
     * @param isPresent whether it has
     * @param isClosed whether nobody waits for it any more; {@link Parking#nudge} has this looked at
     * @param limit how long at the most
     * @throws ChannelException if it does not come: why
     * @throws InterruptedException if the calling thread is interrupted
     */
    public static void await(Parking parking, BooleanSupplier isPresent, BooleanSupplier isClosed, Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isPresent.getAsBoolean()) {
            if (isClosed.getAsBoolean()) {
                throw new ChannelException("the acceptor was closed before the child has connected");
            }
            if (parking.peerIsGone()) {
                throw new ChannelException("the child has ended before it connected");
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new ChannelException(
                        ErrorCode.CHANNEL_CLOSED, "the child has not connected within the limit of " + limit, null);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            parking.announce();
            if (isPresent.getAsBoolean() || isClosed.getAsBoolean()) {
                parking.leave();
            } else {
                parking.sleep(Duration.ofNanos(left));
            }
        }
    }
}
