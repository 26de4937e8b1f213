package com.example.nio;

import dev.procession.core.error.ChannelException;
import dev.procession.core.frame.FrameEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The frames that wait to be written. Any thread may put in, the writer takes out. Its lock is held for moments only. */
final class FrameQueue {
    private final FrameEncoder encoder;
    private final int maxQueuedBytes;
    private final Deque<List<ByteBuffer>> frames = new ArrayDeque<>();
    private boolean ended;
    private long waitingBytes;

    /** The smallest frame refused since room was announced; 0 if none was. */
    private long refusedBytes;

    FrameQueue(FrameEncoder encoder, int maxQueuedBytes) {
        this.encoder = encoder;
        this.maxQueuedBytes = maxQueuedBytes;
    }

    /** Takes a frame, or refuses it because too much waits (CH-02, CH-03). */
    synchronized boolean offer(List<ByteBuffer> frame) {
        if (ended) {
            throw new ChannelException("a frame was offered to a channel whose output has ended");
        }
        int length = encoder.length(frame);
        long bytes = (long) FrameEncoder.HEADER_BYTES + length;
        if (waitingBytes > 0 && waitingBytes + bytes > maxQueuedBytes) {
            refusedBytes = refusedBytes == 0 ? bytes : Math.min(refusedBytes, bytes);
            return false;
        }
        frames.add(withHeader(frame, length));
        waitingBytes += bytes;
        notifyAll();
        return true;
    }

    /** Views of the pieces, as the same buffer may stand in a frame twice (CH-05). */
    private List<ByteBuffer> withHeader(List<ByteBuffer> frame, int length) {
        ByteBuffer header = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES);
        encoder.putHeader(header, length);
        List<ByteBuffer> pieces = new ArrayList<>(frame.size() + 1);
        pieces.add(header.flip());
        frame.forEach(piece -> pieces.add(piece.duplicate()));
        return pieces;
    }

    /** Lets no frame in any more; those that wait are still written (CH-09). */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Lets no frame in any more, and drops those that wait (CH-13). */
    synchronized void drop() {
        frames.clear();
        end();
    }

    /** Waits for the next frame; empty when none will come any more. */
    synchronized Optional<List<ByteBuffer>> take() {
        while (frames.isEmpty() && !ended) {
            try {
                wait();
            } catch (InterruptedException e) {
                // Nobody ends the writer that way: it ends with the queue.
            }
        }
        return Optional.ofNullable(frames.poll());
    }

    synchronized boolean isEmpty() {
        return frames.isEmpty();
    }

    /** The socket has taken this many bytes. */
    synchronized void written(int bytes) {
        waitingBytes -= bytes;
    }

    /** Whether an offer was refused and is worth another try now; true once for all refusals before (CH-04). */
    synchronized boolean takeRoom() {
        boolean room = waitingBytes == 0 || waitingBytes + refusedBytes <= maxQueuedBytes;
        if (refusedBytes == 0 || !room || ended) {
            return false;
        }
        refusedBytes = 0;
        return true;
    }
}
