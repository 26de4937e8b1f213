package dev.procession.core.connection;

import dev.procession.core.ProcessContext;
import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.DecodeContext;
import dev.procession.core.codec.internal.JavaSerialization;
import dev.procession.core.connection.internal.Carrier;
import dev.procession.core.connection.internal.Deadline;
import dev.procession.core.connection.internal.Direction;
import dev.procession.core.connection.internal.End;
import dev.procession.core.connection.internal.Peer;
import dev.procession.core.connection.internal.Terms;
import dev.procession.core.connection.internal.Trust;
import dev.procession.core.connection.internal.meeting.Hub;
import dev.procession.core.error.ConnectionException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an end of a connection is while it is on its way: where to come for it, and what it has to be made into. */
final class Passage implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Far more than the different places that an end has come by. */
    private static final int MOST_ACCEPTED = 256;

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

    /** By turns names, and sources, of what is accepted: see {@link Terms.Accepted}. */
    private final String[][] accepted;

    /** With what this is being decoded: null on the way out, and where somebody uses a stream of his own. */
    private transient @Nullable DecodeContext context;

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
        accepted = terms.accepted().stream()
                .flatMap(one -> Stream.of(one.names(), one.sources()))
                .map(names -> names.toArray(new String[0]))
                .toArray(String[][]::new);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        context = JavaSerialization.contextOf(in);
    }

    /** Comes for the end. What it says of itself is looked at before: nothing is fetched that cannot be used. */
    private Object readResolve() throws ObjectStreamException {
        Terms stated;
        Trust trust;
        try {
            requireSense();
            stated = terms();
            trust = trust(stated);
        } catch (NullPointerException | IllegalArgumentException e) {
            InvalidObjectException nonsense = new InvalidObjectException("these bytes are no end of a connection");
            nonsense.initCause(e);
            throw nonsense;
        }
        try {
            return new Connection<>(claim(isTrusted() ? stated : stated.within(bound(), mostMessageBytes()), trust));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(e);
        } catch (ConnectionException e) {
            throw refused(e);
        }
    }

    private void requireSense() {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(senderName, "sender");
        Objects.requireNonNull(peerName, "peer");
        Direction.valueOf(direction);
        if (!new Hub.Invitation(address, id, key).isWellFormed() || maxMessageBytes < 0) {
            throw new IllegalArgumentException("id " + id.length + ", key " + key.length + ", " + maxMessageBytes);
        }
    }

    private Terms terms() {
        if (accepted.length % 2 != 0 || accepted.length > MOST_ACCEPTED) {
            throw new IllegalArgumentException("accepted " + accepted.length);
        }
        List<Terms.Accepted> all = new ArrayList<>();
        for (int i = 0; i < accepted.length; i += 2) {
            all.add(new Terms.Accepted(List.of(accepted[i]), List.of(accepted[i + 1])));
        }
        return new Terms(maxMessageBytes, all);
    }

    /**
     * What the passage says counts as it stands only if whoever sent it may send anything. From others it can make an end that
     * accepts less than the one by which it came, but never more.
     */
    private Trust trust(Terms stated) {
        if (!isTrusted()) {
            return Trust.within(stated, loader(), bound());
        }
        return isFromLauncher() && peerPid == senderPid ? Trust.whole(stated, loader()) : Trust.none(stated, loader());
    }

    private boolean isTrusted() {
        DecodeContext current = context;
        return current != null && current.filter().isTrusting();
    }

    /** The JDK's values where nobody says more. */
    private ClassFilter bound() {
        DecodeContext current = context;
        return current == null ? ClassFilter.builder().build() : current.filter();
    }

    private int mostMessageBytes() {
        return Carrier.mostMessageBytes(context, ConnectionOptions.DEFAULT_MAX_MESSAGE_BYTES);
    }

    private InvalidObjectException refused(Exception e) {
        InvalidObjectException refused =
                new InvalidObjectException("the end of a connection that process '" + senderName
                        + "' (pid " + senderPid + ") sent cannot be had: " + e.getMessage()
                        + ". It can be received once, and as long as its sender lives");
        refused.initCause(e);
        return refused;
    }

    private End claim(Terms terms, Trust trust) throws InterruptedException {
        SocketChannel socket = Hub.visit(new Hub.Invitation(address, id, key), Deadline.in(LIMIT));
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
