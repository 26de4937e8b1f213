package dev.procession.core.connection.internal.meeting;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket, and the thread that looks at who comes. Reads a fixed number of bytes of each stranger, within a fixed
 * time, and lets in who has the key. Strangers do not wait for each other; if too many are there, the one who has been there
 * longest goes.
 */
final class Gate {
    /** Who decides. Called on the gate's thread; must not block. */
    interface Host {
        /** The key that an id stands for; null if for none. */
        byte @Nullable [] keyOf(byte[] id);
        /**
         * Takes somebody in who has the key. Whoever takes the socket writes the answer to it first.
         *
         * @return who came in; null to refuse him after all: the socket stays the gate's then
         */
        @Nullable
        Guest welcome(byte[] id, SocketChannel socket, ByteBuffer answer);

        /** Somebody had no key, was too slow or went away. */
        void refused(String why);
    }

    private static final int MOST_STRANGERS = 128;
    private static final long JOIN_MILLIS = 1_000;
    private static final long PAUSE_MILLIS = 20;
    private static final Set<Gate> OPEN = ConcurrentHashMap.newKeySet();
    private static final System.Logger LOG = System.getLogger("dev.procession.core.connection");

    private final Place place;
    private final SocketAddress address;
    private final Host host;
    private final long limitNanos;
    private final Selector selector;
    private final Thread thread;
    private final Deque<Stranger> strangers = new ArrayDeque<>();
    private volatile boolean closed;

    private Gate(Place place, String name, Host host, long limitNanos) throws IOException {
        this.place = place;
        this.address = place.address();
        this.host = host;
        this.limitNanos = limitNanos;
        this.selector = Selector.open();
        this.thread = new Thread(this::run, name);
    }

    /** Opens a gate and starts its thread. It owns the place from now on, also if this fails. */
    static Gate open(Place place, String name, Host host, long limitNanos) throws IOException {
        try {
            Gate gate = new Gate(place, name, host, limitNanos);
            place.server().register(gate.selector, SelectionKey.OP_ACCEPT);
            gate.thread.setDaemon(true);
            OPEN.add(gate);
            gate.thread.start();
            Farewell.prepare();
            return gate;
        } catch (IOException | RuntimeException | Error e) {
            place.close();
            throw e;
        }
    }

    SocketAddress address() {
        return address;
    }

    /** A guest may be settled. */
    void wake() {
        selector.wakeup();
    }

    /** Nobody comes in any more, soon. */
    void closeSoon() {
        closed = true;
        selector.wakeup();
    }

    /** All gates of this JVM, which ends. */
    static void closeAll() {
        OPEN.forEach(Gate::close);
    }

    /** Nobody comes in any more. Waits for the thread. */
    void close() {
        closeSoon();
        boolean interrupted = false;
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                await();
                if (!closed) {
                    look();
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Nobody can connect to " + address + " any more", e);
        } finally {
            strangers.forEach(Stranger::close);
            place.close();
            OPEN.remove(this);
            try {
                selector.close();
            } catch (IOException e) {
                // The descriptor is gone all the same.
            }
        }
    }

    private void await() throws IOException {
        Stranger oldest = strangers.peekFirst();
        if (oldest == null) {
            selector.select();
        } else {
            long left = oldest.deadline - System.nanoTime();
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left) + 1));
        }
        if (Thread.interrupted()) {
            LOG.log(System.Logger.Level.DEBUG, "Somebody interrupted {0}, which goes on", thread.getName());
        }
    }

    private void look() throws IOException {
        List<SelectionKey> ready = List.copyOf(selector.selectedKeys());
        selector.selectedKeys().clear();
        for (SelectionKey key : ready) {
            if (!(key.attachment() instanceof Stranger stranger)) {
                accept();
            } else if (strangers.contains(stranger) && stranger.guest == null) {
                listen(stranger);
            }
        }
        strangers.removeIf(Stranger::isSettled);
        long now = System.nanoTime();
        while (!strangers.isEmpty() && strangers.getFirst().deadline - now <= 0) {
            sendAway(strangers.getFirst(), "he was too slow to prove who he is");
        }
    }

    private void accept() throws IOException {
        SocketChannel socket = null;
        try {
            socket = place.server().accept();
            if (socket == null) {
                return;
            }
            socket.configureBlocking(false);
            Stranger stranger = new Stranger(socket, System.nanoTime() + limitNanos);
            socket.write(ByteBuffer.wrap(stranger.greeting));
            stranger.key = socket.register(selector, SelectionKey.OP_READ, stranger);
            strangers.addLast(stranger);
            if (strangers.size() > MOST_STRANGERS) {
                sendAway(strangers.getFirst(), "there were too many of them");
            }
        } catch (IOException e) {
            if (socket == null) {
                noDescriptor(e);
            } else {
                socket.close();
            }
        }
    }

    /** Whoever waits goes on waiting: without a pause this thread would ask again and again. */
    private void noDescriptor(IOException e) {
        host.refused("he cannot be let in: " + e.getMessage());
        java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }

    private void listen(Stranger stranger) {
        try {
            int read = stranger.socket.read(stranger.claim);
            if (read < 0 || !Handshake.begins(stranger.claim.array(), stranger.claim.position())) {
                sendAway(stranger, read < 0 ? "he went away" : "he is no connection of this version of Procession");
            } else if (!stranger.claim.hasRemaining()) {
                judge(stranger);
            }
        } catch (IOException e) {
            sendAway(stranger, "he went away");
        }
    }

    private void judge(Stranger stranger) throws IOException {
        byte[] claim = stranger.claim.array();
        byte[] id = Handshake.idOf(claim);
        byte[] key = host.keyOf(id);
        if (key == null || !Handshake.isGoodClaim(claim, key, stranger.greeting)) {
            refuse(stranger, key == null ? "what he came for is not here any more" : "he has another key");
            return;
        }
        strangers.remove(stranger);
        stranger.forget();
        selector.selectNow(); // takes the socket out of this selector before somebody else uses it
        ByteBuffer answer = ByteBuffer.wrap(Handshake.answer(key, stranger.greeting, claim));
        Guest guest = host.welcome(id, stranger.socket, answer);
        if (guest == null) {
            refuse(stranger, "what he came for is not here any more");
        } else if (!guest.isSettled()) {
            attend(stranger, guest);
        }
    }

    /** He knows that he is in when he says something more. */
    private void attend(Stranger stranger, Guest guest) {
        stranger.guest = guest;
        stranger.deadline = System.nanoTime() + limitNanos;
        try {
            stranger.key = stranger.socket.register(selector, SelectionKey.OP_READ, stranger);
            strangers.addLast(stranger);
        } catch (IOException e) {
            guest.giveUp();
        }
    }

    private void refuse(Stranger stranger, String why) throws IOException {
        try {
            stranger.socket.write(ByteBuffer.wrap(Handshake.refusal()));
        } finally {
            sendAway(stranger, why);
        }
    }

    private void sendAway(Stranger stranger, String why) {
        strangers.remove(stranger);
        stranger.close();
        host.refused(why);
    }

    /** Somebody who has not proved who he is. */
    private static final class Stranger {
        private final SocketChannel socket;
        private long deadline;
        private @Nullable Guest guest;
        private final byte[] greeting = Handshake.greeting();
        private final ByteBuffer claim = ByteBuffer.allocate(Handshake.CLAIM_BYTES);
        private @Nullable SelectionKey key;

        Stranger(SocketChannel socket, long deadline) {
            this.socket = socket;
            this.deadline = deadline;
        }

        void forget() {
            if (key != null) {
                key.cancel();
            }
        }

        boolean isSettled() {
            if (guest == null || !guest.isSettled()) {
                return false;
            }
            forget();
            return true;
        }

        void close() {
            forget();
            if (guest != null) {
                guest.giveUp();
                return;
            }
            try {
                socket.close();
            } catch (IOException e) {
                // The descriptor is gone all the same.
            }
        }
    }

    static boolean isAllZero(byte[] answer) {
        return Arrays.equals(answer, Handshake.refusal());
    }
}
