package dev.procession.core.channel;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A duplex, ordered, bounded pipe of frames between exactly two processes. A frame is an opaque run of 0 to {@link
 * ChannelOptions#maxFrameBytes()} bytes; its boundaries are kept.
 *
 * <p>Every transport keeps these rules; {@code procession-testkit} holds a test for each.
 *
 * <ul>
 *   <li><b>CH-01 whole, once, in order.</b> Each frame for which {@link #offer} returned {@code true} arrives whole, byte
 *       for byte, exactly once and in the order of the offers, as long as neither side closes or dies.
 *   <li><b>CH-02 size.</b> Frames of every size from 0 to {@code maxFrameBytes} are carried. A larger one makes {@code
 *       offer} throw {@link dev.procession.core.error.ChannelException} with code {@code FRAME_TOO_LARGE}; nothing of it
 *       is sent and the channel stays usable. A frame from the peer above the limit ends the channel with {@code
 *       failed(FRAME_TOO_LARGE)}, before memory is set aside for it.
 *   <li><b>CH-03 offer never blocks.</b> Also when the peer reads nothing. It returns {@code false} and takes
 *       nothing when more than {@code maxQueuedBytes} would wait to be written, counting what the transport adds to each
 *       frame; a channel with nothing waiting takes any one frame within the limit of CH-02, so that a large frame
 *       cannot be refused for ever.
 *   <li><b>CH-04 writable once.</b> After {@code offer} returned {@code false}, {@link ChannelListener#writable()}
 *       is called exactly once, as soon as an offer is worth another try, however often {@code false} was returned
 *       before; it is never called without a {@code false} before it. An offer made in between may be taken or refused.
 *       After {@code closeOutput}, {@code close} or {@code failed} it need not come any more, after {@code peerClosed}
 *       only if the peer still reads.
 *   <li><b>CH-05 ownership out.</b> When {@code offer} returns {@code true} the buffers belong to the channel, which may
 *       move their positions. From then on nobody, the channel included, changes the bytes behind them; the caller may
 *       read them through buffers of its own. The same buffer may stand in a frame twice, and is sent twice. When {@code
 *       offer} returns {@code false} or throws they are as they were, positions included.
 *   <li><b>CH-06 demand.</b> No frame is delivered beyond the demand made with {@link #request}; demands add up; before
 *       the first request nothing is delivered. A request from inside {@link ChannelListener#frame} is honoured and
 *       never deepens the stack. {@code request(0)} and less throw {@link IllegalArgumentException}.
 *   <li><b>CH-07 serial.</b> The listener is called by one thread at a time, each call happening before the next.
 *   <li><b>CH-08 ownership in.</b> A delivered buffer belongs to the listener for good: the channel never changes its
 *       bytes again. Its position is 0 at the frame's first byte and its limit is the frame's end.
 *   <li><b>CH-09 half-close.</b> After {@link #closeOutput()} everything taken before is still delivered, then the peer's
 *       {@link ChannelListener#peerClosed()} is called; the other direction stays open. Idempotent. An offer after it
 *       throws {@code ChannelException} with code {@code CHANNEL_CLOSED}.
 *   <li><b>CH-10 the end needs no demand.</b> {@code peerClosed} and {@code failed} come without demand, once every frame
 *       before them has been delivered ({@code failed} may overtake undelivered frames).
 *   <li><b>CH-11 clean end or torn end.</b> A peer that closes or dies between two frames gives {@code peerClosed};
 *       one that dies inside a frame gives {@code failed(CHANNEL_CLOSED)}, and so does one that closes inside a frame
 *       which it cannot finish because nobody reads. Whether that peer has read what it was sent makes no difference.
 *   <li><b>CH-12 one end.</b> Of {@code peerClosed} and {@code failed} at most one is called, once, and no frame
 *       after it. {@code writable} may still come after {@code peerClosed}. A channel that has failed closes itself:
 *       from then on an offer throws {@code CHANNEL_CLOSED}.
 *   <li><b>CH-13 close.</b> {@link #close()} is idempotent, may be called by any thread and from inside the
 *       listener, returns within a second, drops what is queued, ends the channel for the peer, and gives back every
 *       thread, descriptor, mapping and file, at the latest when the peer's process has ended. Once it has returned no
 *       callback begins; so it waits for a call under way on another thread, but not for ever. An offer after it throws
 *       {@code CHANNEL_CLOSED}; request, closeOutput and close do nothing.
 *   <li><b>CH-14 garbage.</b> Bytes that cannot be a frame end the channel with {@code failed(FRAME_CORRUPT)} at once;
 *       nothing is waited for or set aside on their word.
 *   <li><b>CH-15 a listener that throws</b> ends the channel: it is closed, and {@code failed} is called with what
 *       was thrown unless CH-12 forbids it.
 *   <li><b>CH-16 a waiter may read.</b> With trait {@link TransportProvider.Trait#WAITER_READS}, {@link #readUntil}
 *       calls the listener on the calling thread until the condition holds or the limit has passed; CH-06 and CH-07
 *       hold. Several threads may do so at the same time. The condition is asked before waiting, after each delivery, by
 *       whichever thread, and when the waiter was {@linkplain java.util.concurrent.locks.LockSupport#unpark unparked}. It may
 *       offer, and never blocks. A virtual thread may wait, too; then a thread of the channel reads. Any limit is taken, the longest is for ever. From inside the listener it throws {@link dev.procession.core.error.ProcessionException} with code {@code
 *       WOULD_BLOCK}. Without the trait it throws {@link UnsupportedOperationException}.
 *   <li><b>CH-17 idle means idle.</b> A channel with nothing to carry uses no processor time.
 *   <li><b>CH-18 any thread.</b> Every method may be called by any thread, also at the same time; a frame offered by one
 *       thread is never mixed with another's.
 *   <li><b>CH-19 interrupts pass through.</b> A caller whose interrupt flag is set can offer, request and close as
 *       always, keeps the flag, and does not harm the channel. Nor does a listener that leaves the flag of its thread set.
 *       An interrupt of the channel's own threads by somebody else may fail the channel, but never in silence.
 * </ul>
 */
public interface Channel extends AutoCloseable {
    /**
     * Hands over one frame, given as pieces that are sent one after the other. Never blocks (CH-03).
     *
     * @param frame the pieces; the bytes between each one's position and limit
     * @return true if the channel took the frame and owns its buffers now; false if it is full: wait for {@link
     *     ChannelListener#writable()}
     * @throws dev.procession.core.error.ChannelException {@code FRAME_TOO_LARGE} or {@code CHANNEL_CLOSED}
     */
    boolean offer(List<ByteBuffer> frame);

    /**
     * Allows the channel to deliver that many more frames (CH-06).
     *
     * @param frames how many more, at least 1; the sum saturates at {@link Integer#MAX_VALUE}
     */
    void request(int frames);

    /**
     * Reads on the calling thread, delivering to the listener, until the condition holds (CH-16).
     *
     * @param done asked before waiting and after each delivery; never blocks
     * @param limit how long at the most
     * @return true if the condition held in the end; false if the limit passed or the channel ended first
     * @throws InterruptedException if the calling thread is interrupted while it waits
     */
    default boolean readUntil(BooleanSupplier done, Duration limit) throws InterruptedException {
        throw new UnsupportedOperationException(
                "this transport does not declare WAITER_READS: only its own thread reads; wait for the listener instead");
    }

    /** Ends this side's output once everything taken has been written (CH-09). Does not block. */
    void closeOutput();

    /** Ends both directions and gives back every resource (CH-13). */
    @Override
    void close();
}
