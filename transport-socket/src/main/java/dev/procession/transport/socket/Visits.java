package dev.procession.transport.socket;

import dev.procession.core.channel.ListenerGate;
import java.nio.ByteBuffer;

/**
 * The connection's thread at the listener: all calls go through here, and are made on that thread. It comes back without an
 * interrupt flag that the listener has left, which would disturb the thread's other channels (CH-19). And while a listener
 * keeps it, though a listener must not block, somebody else can act in its stead.
 */
final class Visits {
    private final ListenerGate gate;
    private final Object lock = new Object();

    /** Guarded by the lock. */
    private boolean inside;

    Visits(ListenerGate gate) {
        this.gate = gate;
    }

    void frame(ByteBuffer frame) {
        visit(() -> gate.frame(frame));
    }

    void arriving() {
        visit(gate::arriving);
    }

    void writable() {
        visit(gate::writable);
    }

    void peerClosed() {
        visit(gate::peerClosed);
    }

    void failed(Throwable cause) {
        visit(() -> gate.failed(cause));
    }

    /** A listener that throws has its channel failed inside the visit, which is a visit, too. */
    private void visit(Runnable call) {
        boolean before = markInside(true);
        try {
            call.run();
        } finally {
            markInside(before);
            Thread.interrupted();
        }
    }

    private boolean markInside(boolean now) {
        synchronized (lock) {
            boolean before = inside;
            inside = now;
            return before;
        }
    }

    /**
     * Does something if the thread is inside the listener, and keeps it from coming back before that is done: then nobody
     * uses the connection. What is done is done under a lock for that reason, and has to be short.
     */
    void whileInside(Runnable act) {
        synchronized (lock) {
            if (inside) {
                act.run();
            }
        }
    }
}
