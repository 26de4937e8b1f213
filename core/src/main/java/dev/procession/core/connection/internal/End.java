package dev.procession.core.connection.internal;

import dev.procession.core.codec.DecodeContext;
import dev.procession.core.connection.internal.meeting.Farewell;
import dev.procession.core.connection.internal.meeting.Guest;
import dev.procession.core.connection.internal.meeting.Hub;
import dev.procession.core.error.ConnectionException;
import dev.procession.core.error.EndOfStreamException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.ProcessionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection: who may use it when, what it is waiting for, and what becomes of it. One thread reads and one
 * writes at a time, others wait for them; who closes it waits for nobody.
 *
 * <p>Lock order: reading, writing, state.
 */
public final class End implements Inlet.Events {
    private static final long USERS_MILLIS = 1_000;
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final System.Logger LOG = System.getLogger("dev.procession.core.connection");

    private final Terms terms;
    private final Direction direction;
    private final Trust trust;
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private final EndState state = new EndState();
    private final Waits waits = new Waits();
    private final Inlet in;
    private final Outlet out;
    private final Rendezvous rendezvous;
    private volatile Peer peer;
    private volatile @Nullable String farewell;

    /** When a sender looked for news last. */
    private volatile long lastCheck;

    /** Which wire was read last: guarded by the lock for reading. */
    private SelectableChannel lastChannel;

    private End(Wire wire, Terms terms, Direction direction, Trust trust, Peer peer) {
        this.terms = terms;
        this.direction = direction;
        this.trust = trust;
        this.peer = peer;
        this.in = new Inlet(wire, terms.maxMessageBytes(), this);
        this.out = new Outlet(wire, waits);
        this.rendezvous = new Rendezvous(state, in, out, writing);
        this.lastChannel = in.channel();
    }

    /**
     * Two ends that are connected, both in this process.
     *
     * @param terms what they accept
     * @param first which way the first one's messages go
     * @param second which way the second one's go
     * @param loader what they find classes with
     * @return the first and the second
     * @throws ConnectionException if this process has no descriptors left
     */
    public static End[] pair(Terms terms, Direction first, Direction second, ClassLoader loader) {
        try {
            Wire[] wires = Wire.pair();
            Peer self = Peer.self();
            Trust trust = Trust.none(terms, loader);
            return new End[] {
                new End(wires[0], terms, first, trust, self),
                new End(wires[1], terms, second, Trust.none(terms, loader), self)
            };
        } catch (IOException e) {
            throw new ConnectionException(ErrorCode.CONNECTION_FAILED, "No pipe can be opened: " + e.getMessage(), e);
        }
    }

    /**
     * An end over a socket that both sides have proved themselves on.
     *
     * @param socket the socket, which is the end's from now on
     * @param terms what it accepts
     * @param direction which way its messages go
     * @param trust whom it believes
     * @param peer whose the other end is
     * @return the end
     */
    public static End over(SocketChannel socket, Terms terms, Direction direction, Trust trust, Peer peer) {
        try {
            return new End(Wire.of(socket), terms, direction, trust, peer);
        } catch (IOException e) {
            throw new ConnectionException(ErrorCode.CONNECTION_FAILED, "The connection is gone: " + e.getMessage(), e);
        }
    }

    /**
     * What it accepts.
     *
     * @return the terms
     */
    public Terms terms() {
        return terms;
    }

    /**
     * Which way its messages go.
     *
     * @return the direction
     */
    public Direction direction() {
        return direction;
    }

    /**
     * Whose the other end is, as far as that is known.
     *
     * @return the process
     */
    public Peer peer() {
        return peer;
    }

    /** Throws unless something can be sent: asked before anything is encoded. */
    void requireSending() {
        requireDirection(Direction.RECEIVES, "send", "receives");
        requireOpen();
    }

    /**
     * Sends a message.
     *
     * @param kind {@link MessageLayout#BYTES} or {@link MessageLayout#OBJECT}
     */
    void send(int kind, ByteBuffer content, Deadline deadline) throws InterruptedException, TimeoutException {
        requireSending();
        if (content.remaining() > terms.maxMessageBytes()) {
            throw tooLong(content.remaining());
        }
        hearOfNews();
        if (!deadline.lock(writing)) {
            throw Deadline.passed("Other threads were sending all the time: nothing was sent");
        }
        IOException failure = null;
        try {
            requireOpen();
            out.send(kind, content, deadline);
        } catch (IOException e) {
            requireOpen();
            failure = e;
        } finally {
            writing.unlock();
        }
        if (failure != null) {
            throw new EndOfStreamException("Nothing can be sent any more: " + whatBecameOfThePeer(deadline), failure);
        }
        rendezvous.leaveOldWire();
    }

    /** What refuses a message before anything of it is sent. */
    ConnectionException tooLong(long bytes) {
        return new ConnectionException(
                ErrorCode.FRAME_TOO_LARGE,
                "A message of " + bytes + " bytes or more is to be sent, the limit is " + terms.maxMessageBytes()
                        + ": nothing was sent. Send it in parts, or raise the limit at both ends"
                        + " (ConnectionOptions.maxMessageBytes)");
    }

    /** A peer that has moved says so where messages come from: who only sends has to look there now and then. */
    private void hearOfNews() {
        long now = System.nanoTime();
        if (now - lastCheck < CHECK_NANOS || !reading.tryLock()) {
            return;
        }
        try {
            lastCheck = now;
            if (state.isWhole()) {
                in.advance();
            }
        } catch (ConnectionException e) {
            breakDown(e);
        } finally {
            unlockReading();
        }
    }

    /**
     * Who waits for many ends at once does not wait for this lock: he looks elsewhere, and sleeps. What was read from the wire
     * meanwhile would not wake him.
     */
    private void unlockReading() {
        SelectableChannel channel = in.channel();
        boolean news = in.holdsMore() || channel != lastChannel;
        lastChannel = channel;
        reading.unlock();
        if (news) {
            waits.wakeWatchers();
        }
    }

    /**
     * What was received.
     *
     * @param content the message's bytes
     * @param context how to decode it if it is an object: as its sender is to be trusted
     */
    @SuppressWarnings(
            "ArrayRecordComponent") // Never compared; a copy of what may be hundreds of megabytes would cost too much.
    record Received(byte[] content, DecodeContext context) {}

    /**
     * Waits for the next message and takes it.
     *
     * @param kind which kind it has to be
     * @param room told the length of the message, for who may not take it after all: throws if so
     */
    Received receive(int kind, IntFunction<@Nullable RuntimeException> room) throws InterruptedException {
        requireDirection(Direction.SENDS, "receive", "sends");
        requireOpen();
        reading.lockInterruptibly();
        try {
            if (await(Deadline.NEVER) == Inlet.Look.READY) {
                return taken(kind, room);
            }
        } finally {
            unlockReading();
        }
        throw new EndOfStreamException("Nothing comes any more: " + whatBecameOfThePeer(Deadline.NEVER));
    }

    private Received taken(int kind, IntFunction<@Nullable RuntimeException> room) {
        Message message = in.peek();
        if (message.kind() != kind) {
            throw wrongKind(message);
        }
        RuntimeException refusal = room.apply(message.content().length);
        if (refusal != null) {
            throw refusal;
        }
        in.take();
        return new Received(message.content(), trust.context());
    }

    private static ConnectionException wrongKind(Message message) {
        boolean isBytes = message.kind() == MessageLayout.BYTES;
        return new ConnectionException(
                ErrorCode.WRONG_KIND,
                "The next message is " + (isBytes ? message.content().length + " bytes" : "an object") + ", not "
                        + (isBytes ? "an object" : "bytes") + ": it is still there, receive it by "
                        + (isBytes ? "receiveBytes()" : "receive()"));
    }

    /** Waits for a message or the end; there is neither if the deadline came first. Holds the lock for reading. */
    private Inlet.Look await(Deadline deadline) throws InterruptedException {
        try {
            while (true) {
                requireOpen();
                Inlet.Look look = in.advance();
                if (look == Inlet.Look.ENDED) {
                    requireOpen();
                }
                if (look != Inlet.Look.EMPTY || !waits.awaitReadable(in.channel(), deadline)) {
                    return look;
                }
            }
        } catch (ConnectionException e) {
            throw state.isOpen() ? breakDown(e) : e;
        } catch (IOException e) {
            requireOpen();
            throw new ConnectionException(ErrorCode.CONNECTION_FAILED, "Waiting failed: " + e.getMessage(), e);
        }
    }

    /** Nothing that comes makes sense any more: the peer is to know. */
    private ConnectionException breakDown(ConnectionException e) {
        if (state.breakBy(e)) {
            in.close();
            out.close();
            waits.wake();
        }
        return e;
    }

    /**
     * Whether {@link #receive} would return or throw at once.
     *
     * @param deadline how long to wait for that
     * @return true if so
     * @throws InterruptedException if interrupted
     */
    public boolean poll(Deadline deadline) throws InterruptedException {
        requireDirection(Direction.SENDS, "receive", "sends");
        requireOpen();
        if (!deadline.lock(reading)) {
            return false;
        }
        try {
            return await(deadline) != Inlet.Look.EMPTY;
        } finally {
            unlockReading();
        }
    }

    /** Joins those who are woken when it is closed, and tells what to wait for. */
    SelectableChannel watch(Selector selector) {
        waits.watch(selector);
        return in.channel();
    }

    void unwatch(Selector selector) {
        waits.leave(selector);
    }

    private void requireDirection(Direction not, String what, String does) {
        if (direction == not) {
            throw new UnsupportedOperationException("This end of a one-way pipe only " + does + " and cannot " + what
                    + ": use the other end, or Pipe.open(), whose ends do both");
        }
    }

    private void requireOpen() {
        state.requireOpen(farewell);
    }

    /** May wait a moment to see whether a process is about to end, and is called under no lock. */
    private String whatBecameOfThePeer(Deadline deadline) {
        String why = farewell;
        if (why != null) {
            return "the other end was closed by " + peer + (why.isEmpty() ? "" : " (" + why + ")");
        }
        String torn = in.isTorn() ? ", in the middle of a message" : "";
        if (!peer.isKnown()) {
            return peer + " is gone without having closed its end" + torn;
        }
        return peer.isAlive(deadline)
                ? "the connection to " + peer + " was cut" + torn + ", though that process may still run"
                : peer + ", which had the other end, has ended without closing it" + torn;
    }

    @Override
    public void control(int kind, byte[] content) {
        switch (kind) {
            case MessageLayout.ARRIVED -> {
                try {
                    Arrival arrival = Arrival.decode(content);
                    peer = arrival.peer();
                    rendezvous.arrived(arrival);
                } catch (ProcessionException e) {
                    LOG.log(System.Logger.Level.DEBUG, "The way to the other end stays as it is", e);
                }
            }
            case MessageLayout.CLOSED -> farewell = new String(content, StandardCharsets.UTF_8);
            case MessageLayout.DEPARTED -> {
                trust.lose();
                peer = peer.successor();
            }
            default -> {}
        }
    }

    @Override
    public void continued() {
        rendezvous.continued();
    }

    /** Tells the peer that this end has come to this process, and how to reach it. */
    public void announce() {
        rendezvous.announce();
    }

    /**
     * Prepares this end for another process, which comes for it once.
     *
     * @return what is under way
     * @throws ConnectionException if it is closed, or other threads use it
     */
    public Leaving leave() {
        requireOpen();
        lockForLeaving();
        try {
            requireOpen();
            if (!state.move(EndState.Stage.OPEN, EndState.Stage.LEAVING)) {
                requireOpen();
            }
        } finally {
            unlockAfterLeaving();
        }
        rendezvous.withdraw();
        if (!rendezvous.isSettled()) {
            state.move(EndState.Stage.LEAVING, EndState.Stage.OPEN);
            throw stays("its peer, " + peer + ", is on its way to it and does not go on: try again");
        }
        Farewell.begin();
        try {
            return new Leaving(Hub.shared().invite(this::surrender));
        } catch (RuntimeException | Error e) {
            backTo(EndState.Stage.OPEN);
            throw e;
        }
    }

    private static ConnectionException stays(String why) {
        return new ConnectionException(ErrorCode.CLOSED, "This end cannot be sent to another process: " + why);
    }

    /** Takes both locks, or throws; the caller gives back what was taken. */
    private void lockForLeaving() {
        boolean free = false;
        try {
            free = (reading.tryLock() || reading.tryLock(USERS_MILLIS, TimeUnit.MILLISECONDS))
                    && (writing.tryLock() || writing.tryLock(USERS_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stays("this thread was interrupted while other threads sent or received with it");
        } finally {
            if (!free) {
                unlockAfterLeaving();
            }
        }
        if (!free) {
            throw stays("other threads send or receive with it: let them finish first");
        }
    }

    private void unlockAfterLeaving() {
        if (writing.isHeldByCurrentThread()) {
            writing.unlock();
        }
        if (reading.isHeldByCurrentThread()) {
            unlockReading();
        }
    }

    private boolean backTo(EndState.Stage next) {
        boolean moved = state.move(EndState.Stage.LEAVING, next);
        if (moved) {
            Farewell.end();
        }
        return moved;
    }

    /** The process has come for it, on the hub's thread. */
    private @Nullable Guest surrender(SocketChannel socket, ByteBuffer answer) {
        if (!state.move(EndState.Stage.LEAVING, EndState.Stage.MOVED)) {
            return null;
        }
        waits.close();
        try {
            socket.write(answer);
            new Relay(in.handOver(), out.handOver(), Wire.of(socket)).start();
        } catch (IOException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "An end of a connection was lost on its way to another process", e);
            in.close();
            out.close();
        } finally {
            Farewell.end();
        }
        return Guest.SETTLED;
    }

    /** An end on its way. */
    public final class Leaving implements dev.procession.core.codec.Departures.Departure {
        private final Hub.Invitation invitation;

        private Leaving(Hub.Invitation invitation) {
            this.invitation = invitation;
        }

        /**
         * What the process has to know that is to have it.
         *
         * @return the invitation
         */
        public Hub.Invitation invitation() {
            return invitation;
        }

        @Override
        public void undo() {
            if (Hub.shared().cancel(invitation.id())) {
                backTo(EndState.Stage.OPEN);
            }
        }

        @Override
        public void giveUp(String why) {
            if (Hub.shared().cancel(invitation.id()) && backTo(EndState.Stage.CLOSED)) {
                release(why);
            }
        }
    }

    /** Closes it, unless it has gone to another process. Waits for nobody. Idempotent. */
    public void close() {
        if (state.move(EndState.Stage.OPEN, EndState.Stage.CLOSED)) {
            rendezvous.close();
            release("");
        }
    }

    private void release(String why) {
        if (writing.tryLock()) {
            try {
                out.tryControl(MessageLayout.CLOSED, why.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // The peer is gone already.
            } finally {
                writing.unlock();
            }
        }
        in.close();
        out.close();
        waits.close();
    }

    @Override
    public String toString() {
        return "connection to " + peer + " (" + state + ")";
    }
}
