package dev.procession.core.connection;

import dev.procession.core.ProcessContext;
import dev.procession.core.connection.internal.Deadline;
import dev.procession.core.connection.internal.Direction;
import dev.procession.core.connection.internal.End;
import dev.procession.core.connection.internal.Peer;
import dev.procession.core.connection.internal.Terms;
import dev.procession.core.connection.internal.Trust;
import dev.procession.core.connection.internal.meeting.Hub;
import dev.procession.core.error.ConnectionException;
import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What an end of a connection is while it is on its way: where to come for it, and what it has to be made into. */
final class Passage implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Where, what for, and the proof. */
    private final String address;

    private final byte[] id;
    private final byte[] key;

    /** Who sent it, and whether he has the other end himself. */
    private final String senderName;

    private final long senderPid;

    private final String peerName;
    private final long peerPid;

    /** By its name, so that a receiver has to accept this class alone. */
    private final String direction;

    private final int maxMessageBytes;
    private final String[] allowed;
    private final String[] sources;

    Passage(Hub.Invitation invitation, End end) {
        Peer self = Peer.self();
        Terms terms = end.terms();
        address = invitation.address();
        id = invitation.id();
        key = invitation.key();
        senderName = self.name();
        senderPid = self.pid();
        peerName = end.peer().name();
        peerPid = end.peer().pid();
        direction = end.direction().name();
        maxMessageBytes = terms.maxMessageBytes();
        allowed = terms.allowed().toArray(new String[0]);
        sources = terms.sources().toArray(new String[0]);
    }

    /** Comes for the end. */
    private Object readResolve() throws ObjectStreamException {
        try {
            requireSense();
            return new Connection<>(claim());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(e);
        } catch (ConnectionException e) {
            throw refused(e);
        }
    }

    private void requireSense() throws InvalidObjectException {
        boolean sensible = new Hub.Invitation(address, id, key).isWellFormed()
                && maxMessageBytes >= 0
                && Arrays.stream(Direction.values()).anyMatch(one -> one.name().equals(direction));
        if (!sensible) {
            throw new InvalidObjectException("these bytes are no end of a connection");
        }
    }

    private InvalidObjectException refused(Exception e) {
        InvalidObjectException refused =
                new InvalidObjectException("the end of a connection that process '" + senderName
                        + "' (pid " + senderPid + ") sent cannot be had: " + e.getMessage()
                        + ". It can be received once, and as long as its sender lives");
        refused.initCause(e);
        return refused;
    }

    private End claim() throws InterruptedException {
        SocketChannel socket = Hub.visit(new Hub.Invitation(address, id, key), Deadline.in(LIMIT));
        Terms terms = new Terms(maxMessageBytes, List.of(allowed), List.of(sources));
        ClassLoader loader = loader();
        Trust trust = isFromLauncher() && peerPid == senderPid ? Trust.whole(terms, loader) : Trust.none(terms, loader);
        End end = End.over(socket, terms, Direction.valueOf(direction), trust, new Peer(peerName, peerPid));
        try {
            end.announce();
            return end;
        } catch (RuntimeException | Error e) {
            end.close();
            throw e;
        }
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? ClassLoader.getSystemClassLoader() : context;
    }

    private boolean isFromLauncher() {
        return ProcessContext.current()
                .parent()
                .map(parent -> parent.pid() == senderPid)
                .orElse(false);
    }
}
