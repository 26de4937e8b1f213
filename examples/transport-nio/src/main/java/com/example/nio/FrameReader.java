package com.example.nio;

import dev.procession.core.channel.Demand;
import dev.procession.core.channel.ListenerGate;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.frame.FrameDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Reads until the socket ends, and delivers as far as there is demand. Holds one whole frame back at the most. */
final class FrameReader implements Runnable {
    /** A longer read gains nothing, and the JDK sets memory aside for it. */
    private static final int READ_BYTES = 64 << 10;

    private final SocketChannel socket;
    private final FrameDecoder decoder;
    private final Demand demand;
    private final ListenerGate gate;
    private final Consumer<Throwable> onFailure;

    FrameReader(
            SocketChannel socket, int maxFrameBytes, Demand demand, ListenerGate gate, Consumer<Throwable> onFailure) {
        this.socket = socket;
        this.decoder = new FrameDecoder(maxFrameBytes);
        this.demand = demand;
        this.gate = gate;
        this.onFailure = onFailure;
    }

    @Override
    public void run() {
        try {
            boolean more = true;
            while (more) {
                more = deliver() && read();
            }
        } catch (ChannelException e) {
            onFailure.accept(e);
        } catch (OutOfMemoryError e) {
            onFailure.accept(ChannelException.noMemory(e));
        } catch (RuntimeException | Error e) { // nobody may wait for frames in vain
            onFailure.accept(new ChannelException(ErrorCode.CHANNEL_CLOSED, "reading failed: " + e, e));
        }
    }

    /** Delivers every frame that is there. False if the channel was closed meanwhile. */
    private boolean deliver() {
        ByteBuffer frame = decoder.next();
        while (frame != null) {
            while (!demand.take()) {
                if (!socket.isOpen()) {
                    return false;
                }
                LockSupport.park(this);
                Thread.interrupted(); // with the flag set, the next park would not wait
            }
            gate.frame(frame);
            frame = decoder.next();
        }
        return socket.isOpen();
    }

    /** Reads once. False at the end, which is clean between two frames only (CH-11). */
    private boolean read() {
        int bytes = readSome();
        if (bytes >= 0) {
            decoder.filled(bytes);
            return true;
        }
        if (decoder.insideFrame()) {
            throw new ChannelException("the peer is gone, and what it sent ends inside a frame");
        }
        gate.peerClosed();
        return false;
    }

    private int readSome() {
        ByteBuffer space = decoder.space();
        space.limit(Math.min(space.limit(), space.position() + READ_BYTES));
        try {
            Thread.interrupted(); // a flag that the listener left would close the socket (CH-19)
            return socket.read(space);
        } catch (ClosedChannelException e) {
            throw new ChannelException(ErrorCode.CHANNEL_CLOSED, "an interrupt closed this end: " + e, e);
        } catch (IOException e) {
            return -1; // a peer that ends before it has read everything resets the socket: that is its end, too
        }
    }
}
