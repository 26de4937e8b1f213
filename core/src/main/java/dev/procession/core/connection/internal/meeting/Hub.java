package dev.procession.core.connection.internal.meeting;

import dev.procession.core.connection.internal.Deadline;
import dev.procession.core.error.ConnectionException;
import dev.procession.core.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where processes of this user find ends of connections of this one: a gate that is open as long as somebody is expected.
 * Each invitation is good for one visit.
 */
public final class Hub implements Gate.Host {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final System.Logger LOG = System.getLogger("dev.procession.core.connection");
    private static final Hub SHARED = new Hub();

    private final Map<ByteBuffer, Expected> expected = new HashMap<>();
    private final Set<Guest> guests = new HashSet<>();
    private @Nullable Gate gate;

    private Hub() {}

    /** Who is invited to. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Takes in who came. Runs on the hub's thread and must not block.
         *
         * @param socket the connection; not blocking
         * @param answer what has to be written to it first if it is taken
         * @return who came in; null to send him away
         */
        @Nullable
        Guest welcome(SocketChannel socket, ByteBuffer answer);
    }

    private record Expected(byte[] key, Visitor visitor) {}

    /**
     * What somebody has to know to come.
     *
     * @param address where to
     * @param id what for
     * @param key the proof
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Invitation(String address, byte[] id, byte[] key) {
        /**
         * Whether an id and a key have the lengths that they have to have.
         *
         * @return true if so
         */
        public boolean isWellFormed() {
            return id.length == Handshake.ID_BYTES && key.length == Handshake.KEY_BYTES;
        }
    }

    /**
     * This process's own.
     *
     * @return always the same
     */
    public static Hub shared() {
        return SHARED;
    }

    /**
     * Expects somebody.
     *
     * @param visitor who is told when he comes, once
     * @return what he has to know
     * @throws ConnectionException if nobody can come to this process
     */
    public synchronized Invitation invite(Visitor visitor) {
        Gate current = gate;
        if (current == null) {
            current = open();
            gate = current;
        }
        byte[] id = Handshake.random(Handshake.ID_BYTES);
        byte[] key = Handshake.random(Handshake.KEY_BYTES);
        expected.put(ByteBuffer.wrap(id), new Expected(key, visitor));
        return new Invitation(Place.text(current.address()), id, key);
    }

    private Gate open() {
        try {
            return Gate.open(Place.own(), "procession-connections", this, LIMIT_NANOS);
        } catch (IOException e) {
            throw new ConnectionException(
                    ErrorCode.CONNECTION_FAILED, "Nobody can be let into this process: " + e.getMessage(), e);
        }
    }

    /**
     * Expects somebody no more.
     *
     * @param id what he would have come for
     * @return true if he had not come; false if he has
     */
    public synchronized boolean cancel(byte[] id) {
        boolean removed = expected.remove(ByteBuffer.wrap(id)) != null;
        closeIfIdle();
        return removed;
    }

    private void closeIfIdle() {
        Gate current = gate;
        if (expected.isEmpty() && guests.isEmpty() && current != null) {
            gate = null;
            current.closeSoon();
        }
    }

    /** Somebody else than the gate has found that a guest is settled. */
    public synchronized void look() {
        Gate current = gate;
        if (current != null) {
            current.wake();
        }
    }

    /** Keeps the gate open for who came in and has not said so. */
    private final class Visit implements Guest {
        private final Expected reason;
        private @Nullable Guest guest;

        Visit(Expected reason) {
            this.reason = reason;
        }

        @Nullable
        Guest begin(SocketChannel socket, ByteBuffer answer) {
            try {
                guest = reason.visitor.welcome(socket, answer);
                return guest == null ? null : this;
            } finally {
                if (guest == null) {
                    end(this);
                }
            }
        }

        @Override
        public boolean isSettled() {
            boolean settled = guest == null || guest.isSettled();
            if (settled) {
                end(this);
            }
            return settled;
        }

        @Override
        public void giveUp() {
            if (guest != null) {
                guest.giveUp();
            }
            end(this);
        }
    }

    private synchronized void end(Visit visit) {
        guests.remove(visit);
        closeIfIdle();
    }

    private synchronized @Nullable Visit visitFor(byte[] id) {
        Expected one = expected.remove(ByteBuffer.wrap(id));
        if (one == null) {
            return null;
        }
        Visit visit = new Visit(one);
        guests.add(visit);
        return visit;
    }

    /**
     * Follows an invitation. An interrupt ends it before it is known there who comes; later it waits for the answer, so that
     * both sides know the same, and leaves the thread interrupted.
     *
     * @param invitation from another process
     * @param deadline until when to be there
     * @return the connection; not blocking
     * @throws InterruptedException if interrupted
     * @throws ConnectionException if it is good no more, or leads to where no end can be
     */
    public static SocketChannel visit(Invitation invitation, Deadline deadline) throws InterruptedException {
        return Dialer.visit(Place.parse(invitation.address()), invitation.id(), invitation.key(), deadline);
    }

    @Override
    public synchronized byte @Nullable [] keyOf(byte[] id) {
        Expected one = expected.get(ByteBuffer.wrap(id));
        return one == null ? null : one.key;
    }

    @Override
    public @Nullable Guest welcome(byte[] id, SocketChannel socket, ByteBuffer answer) {
        Visit visit = visitFor(id);
        return visit == null ? null : visit.begin(socket, answer);
    }

    @Override
    public void refused(String why) {
        LOG.log(System.Logger.Level.DEBUG, "Somebody was not let in: {0}", why);
    }
}
