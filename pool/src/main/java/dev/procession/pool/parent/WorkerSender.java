package dev.procession.pool.parent;

import dev.procession.core.channel.Channel;
import dev.procession.core.error.ChannelException;
import dev.procession.pool.protocol.FrameSeal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sends one worker what waits for it: control messages first, then tasks. Whoever calls {@link #flush} sends for all, as
 * {@link SendTurn} says. Never blocks; what the channel does not take waits until it is writable again. Thread-safe.
 */
final class WorkerSender {
    private final WorkerLink link;
    private final Dispatcher dispatcher;
    private final SendTurn turn = new SendTurn(this::sendAll);
    private final Queue<List<ByteBuffer>> controls = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Channel channel;

    /** Whether there is room for tasks which the dispatcher has not heard of. */
    private final AtomicBoolean roomMade = new AtomicBoolean();

    private volatile boolean draining;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    // Of whoever is at turn.
    private final FrameSeal.Writer sealing = new FrameSeal.Writer();
    private @Nullable List<ByteBuffer> refused;

    WorkerSender(WorkerLink link, Dispatcher dispatcher) {
        this.link = link;
        this.dispatcher = dispatcher;
    }

    /** Sends to this channel from now on; nothing was sent before. */
    void open(Channel opened) {
        channel = opened;
    }

    /** Closes the channel, if there is one. */
    void close() {
        Channel opened = channel;
        if (opened != null) {
            opened.close();
        }
    }

    /** Who may send now. */
    SendTurn turn() {
        return turn;
    }

    /** Sends a control message, behind those that wait. */
    void send(List<ByteBuffer> control) {
        controls.add(control);
        flush();
    }

    /** The same, at the next {@link #flush}. */
    void sendLater(List<ByteBuffer> control) {
        controls.add(control);
    }

    /** Sends what waits, unless another thread does: then that one goes round once more. Never blocks. */
    void flush() {
        if (turn.take()) {
            if (roomMade.get() && roomMade.getAndSet(false)) {
                dispatcher.dispatch();
            }
        }
    }

    /** There is room for tasks: the dispatcher hears of it at the end of a {@link #flush}. */
    void madeRoom() {
        roomMade.set(true);
    }

    private void sendAll() {
        Channel opened = channel;
        if (opened == null || link.ended().isDone()) {
            return;
        }
        link.takeBack().recallIfAsked();
        try {
            List<ByteBuffer> frame = refused != null ? refused : nextFrame();
            while (frame != null && sealing.offer(opened, frame)) {
                frame = nextFrame();
            }
            refused = frame;
            if (draining && link.runs().isEmpty() && link.inFlight().isEmpty()) {
                drained.complete(null);
            }
        } catch (ChannelException e) {
            link.fail("its channel could not be written: " + e.getMessage());
        }
    }

    private @Nullable List<ByteBuffer> nextFrame() {
        List<ByteBuffer> control = controls.poll();
        return control != null ? control : link.runs().nextFrame();
    }

    /** Completes when nothing is under way to the worker or from it, once it is given nothing more; never if it dies. */
    CompletableFuture<Void> drained() {
        draining = true;
        flush();
        return drained;
    }

    /** Whether nothing was under way: what the worker is sent from then on is an errand of its own, not for others. */
    boolean isDrained() {
        return drained.isDone();
    }

    /** Nothing is sent any more once this has returned. Waits for a send that is under way; those never block. */
    void seal() {
        turn.seal();
    }

    /** Whether the worker is being buried. */
    boolean isSealed() {
        return turn.isSealed();
    }
}
