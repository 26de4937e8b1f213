package dev.procession.core.connection.internal;

import dev.procession.core.connection.internal.meeting.Guest;
import dev.procession.core.connection.internal.meeting.Hub;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How an end and its peer find each other without those through whom one of them came where it is. One of them visits the
 * other, on a thread of its own, and goes over only if all has gone well; the other goes over when the visitor has said that
 * he did. Until then nothing has happened: whoever gives up leaves the way as it was.
 *
 * <p>What the visitor says, behind claim and answer, is one header of the kind {@link MessageLayout#CONTINUED}.
 */
final class Rendezvous {
    private static final Duration REACH = Duration.ofSeconds(1);
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final System.Logger LOG = System.getLogger("dev.procession.core.connection");

    private final EndState state;
    private final Inlet in;
    private final Outlet out;
    private final ReentrantLock writing;
    private volatile Hub.@Nullable Invitation offer;

    /** Who came and has not said that he is here; under the state's monitor, as the next two are. */
    private @Nullable Comer comer;

    /** Where to go next, and whether somebody is on his way. */
    private Hub.@Nullable Invitation goal;

    private boolean visiting;

    Rendezvous(EndState state, Inlet in, Outlet out, ReentrantLock writing) {
        this.state = state;
        this.in = in;
        this.out = out;
        this.writing = writing;
    }

    /** Tells the peer that the end has come to this process, and how to reach it. */
    void announce() {
        Hub.Invitation made = Hub.shared().invite(this::adopt);
        offer = made;
        writing.lock();
        try {
            out.tryControl(MessageLayout.ARRIVED, new Arrival(Peer.self(), made).encode());
        } catch (IOException e) {
            withdraw(); // the peer is gone, as the next call will find
        } finally {
            writing.unlock();
        }
    }

    /** The peer need not come any more; answers false if he has come, or was never invited. */
    boolean withdraw() {
        Hub.Invitation own = offer;
        offer = null;
        return own != null && Hub.shared().cancel(own.id());
    }

    /** The other end is somewhere else now: begins to go there, behind the visit that is under way if there is one. */
    void arrived(Arrival arrival) {
        Hub.Invitation own = offer;
        if (!arrival.offer().isWellFormed() || (own != null && (!arrival.goesBefore(own.id()) || !withdraw()))) {
            return;
        }
        synchronized (state) {
            goal = arrival.offer();
            if (visiting) {
                return;
            }
            visiting = true;
        }
        Thread thread = new Thread(this::visit, "procession-visit-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            nextGoal();
            nextGoal();
            staysAsItIs(e);
        }
    }

    /** Where to go; null if nowhere any more, and then nobody is on the way. */
    private Hub.@Nullable Invitation nextGoal() {
        synchronized (state) {
            Hub.Invitation next = goal;
            goal = null;
            visiting = next != null;
            return next;
        }
    }

    private static void staysAsItIs(Throwable why) {
        LOG.log(System.Logger.Level.DEBUG, "The way to the other end stays as it is", why);
    }

    private void visit() {
        for (Hub.Invitation next = nextGoal(); next != null; next = nextGoal()) {
            Deadline deadline = Deadline.in(REACH);
            try {
                goOver(Hub.visit(next, deadline), deadline);
            } catch (InterruptedException | IOException | RuntimeException e) {
                staysAsItIs(e);
            }
        }
    }

    /** The wire is there before the peer can know of it. */
    private void goOver(SocketChannel socket, Deadline deadline) throws IOException {
        Wire wire = wireOf(socket);
        synchronized (state) {
            boolean awaited = !deadline.hasPassed() && wire.read(ByteBuffer.allocate(1)) == 0;
            if (!awaited || !state.isWhole() || wire.write(mark()) != MessageLayout.HEADER_BYTES) {
                wire.close();
                return;
            }
            in.add(wire);
            out.add(wire);
        }
        leaveOldWire();
    }

    private static Wire wireOf(SocketChannel socket) throws IOException {
        try {
            return Wire.of(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static ByteBuffer mark() {
        return MessageLayout.part(MessageLayout.CONTINUED, new byte[0]);
    }

    /** Whoever sends at this moment does it behind his message. */
    void leaveOldWire() {
        while (out.hasNext() && writing.tryLock()) {
            try {
                if (!out.trySettle()) {
                    return;
                }
            } catch (IOException e) {
                return; // who sends next is told
            } finally {
                writing.unlock();
            }
        }
    }

    /** The peer has come by itself, on the hub's thread. */
    private @Nullable Guest adopt(SocketChannel socket, ByteBuffer answer) {
        synchronized (state) {
            if (!state.isWhole()) {
                return null;
            }
            try {
                offer = null;
                socket.write(answer);
                Comer came = new Comer(socket);
                comer = came;
                return came;
            } catch (IOException e) {
                return null;
            }
        }
    }

    /** The peer goes on elsewhere: where he came by himself, he has said so before. Waits for that only if it is on its way. */
    void continued() {
        if (in.hasNext()) {
            return;
        }
        Comer came;
        synchronized (state) {
            came = comer;
        }
        if (came != null) {
            came.await();
        }
    }

    /** Whether it is known what became of who came; waits a moment for that. Nobody comes any more. */
    boolean isSettled() {
        Comer came;
        synchronized (state) {
            came = comer;
        }
        return came == null || came.await();
    }

    /** The end is closed. */
    void close() {
        withdraw();
        Comer came;
        synchronized (state) {
            came = comer;
        }
        if (came != null) {
            came.giveUp();
            Hub.shared().look();
        }
    }

    /** Somebody who has come and has not said that he is here. */
    private final class Comer implements Guest {
        private final SocketChannel socket;
        private final Wire wire;
        private final ByteBuffer said = MessageLayout.buffer(MessageLayout.HEADER_BYTES);

        Comer(SocketChannel socket) throws IOException {
            this.socket = socket;
            this.wire = Wire.of(socket);
        }

        @Override
        public boolean isSettled() {
            synchronized (state) {
                if (comer != this) {
                    return true;
                }
                if (!hear()) {
                    return false;
                }
            }
            leaveOldWire();
            return true;
        }

        /** Under the state's monitor; true if it is known now. */
        private boolean hear() {
            boolean gone;
            try {
                gone = wire.read(said) < 0;
            } catch (IOException e) {
                gone = true;
            }
            if (!gone && said.hasRemaining()) {
                return false;
            }
            comer = null;
            boolean here = !gone && said.flip().equals(mark());
            if (here && (state.isWhole() || state.isLeaving())) {
                in.add(wire);
                out.add(wire);
            } else {
                wire.close();
            }
            return true;
        }

        /** Waits until it is known, {@link #REACH} at the most; answers false if it is not. */
        boolean await() {
            Deadline deadline = Deadline.in(REACH);
            boolean interrupted = false;
            try (Selector selector = Selector.open()) {
                socket.register(selector, SelectionKey.OP_READ);
                while (!isSettled() && !deadline.hasPassed()) {
                    deadline.select(selector);
                    selector.selectedKeys().clear();
                    interrupted |= Thread.interrupted();
                }
            } catch (IOException e) {
                staysAsItIs(e);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            Hub.shared().look();
            return isSettled();
        }

        @Override
        public void giveUp() {
            synchronized (state) {
                if (comer == this) {
                    comer = null;
                    wire.close();
                }
            }
        }
    }
}
