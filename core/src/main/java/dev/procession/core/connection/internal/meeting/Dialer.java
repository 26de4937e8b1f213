package dev.procession.core.connection.internal.meeting;

import dev.procession.core.connection.internal.Deadline;
import dev.procession.core.error.AuthenticationException;
import dev.procession.core.error.ConnectionException;
import dev.procession.core.error.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Goes to a {@link Gate} and proves itself, on the caller's thread. */
public final class Dialer {
    /** Between two attempts where a Unix-domain socket holds as many comers as it can. */
    private static final long PAUSE_MILLIS = 5;

    private final SocketAddress address;
    private final Deadline deadline;

    /** Whether a claim that is out is waited for whoever interrupts. */
    private final boolean patient;

    private boolean claimed;
    private boolean interrupted;

    private Dialer(SocketAddress address, Deadline deadline, boolean patient) {
        this.address = address;
        this.deadline = deadline;
        this.patient = patient;
    }

    /**
     * Connects to where a key is good for one visit: once it is used, an interrupt does not give up what it is good for.
     *
     * @param address where the gate is
     * @param id which key is meant
     * @param key the key
     * @param deadline until when to be done
     * @return a socket that does not block, both sides having proved that they have the key
     * @throws AuthenticationException if one of them has not
     * @throws ConnectionException if nobody is there, or it took too long
     * @throws InterruptedException if interrupted
     */
    static SocketChannel visit(SocketAddress address, byte[] id, byte[] key, Deadline deadline)
            throws InterruptedException {
        Dialer dialer = new Dialer(address, deadline, true);
        try {
            return dialer.dial(id, key);
        } finally {
            if (dialer.interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Connects to a listener that has one key.
     *
     * @param address where the listener is
     * @param key the key
     * @param deadline until when to be done
     * @return a socket that does not block, both sides having proved that they have the key
     * @throws InterruptedException if interrupted
     */
    public static SocketChannel dial(SocketAddress address, byte[] key, Deadline deadline) throws InterruptedException {
        return new Dialer(address, deadline, false).dial(new byte[Handshake.ID_BYTES], key);
    }

    private SocketChannel dial(byte[] id, byte[] key) throws InterruptedException {
        SocketChannel socket = null;
        boolean done = false;
        try {
            socket = connect();
            prove(socket, id, key);
            done = true;
            return socket;
        } catch (IOException | UnsupportedOperationException e) {
            throw failed(
                    "it cannot be reached: " + e.getMessage()
                            + "; a Listener has to be there first, at that very address",
                    e);
        } finally {
            if (!done && socket != null) {
                close(socket);
            }
        }
    }

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The descriptor is gone all the same.
        }
    }

    private SocketChannel connect() throws IOException, InterruptedException {
        while (true) {
            SocketChannel socket = open();
            boolean connected = false;
            try {
                socket.configureBlocking(false);
                connected = socket.connect(address);
                if (!connected && !(address instanceof UnixDomainSocketAddress)) {
                    await(socket, SelectionKey.OP_CONNECT);
                    connected = socket.finishConnect();
                }
                if (connected) {
                    return socket;
                }
            } finally {
                if (!connected) {
                    close(socket);
                }
            }
            pause();
        }
    }

    private SocketChannel open() throws IOException {
        return address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private void pause() throws InterruptedException {
        if (deadline.hasPassed()) {
            throw failed("nobody looked at who comes in time", null);
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }

    private void prove(SocketChannel socket, byte[] id, byte[] key) throws IOException, InterruptedException {
        byte[] greeting = read(
                socket,
                Handshake.GREETING_BYTES,
                "no greeting came: it is no listener of Procession, or it" + " is closing");
        if (!Handshake.begins(greeting, greeting.length)) {
            throw refused("what listens there is no listener of this version of Procession");
        }
        byte[] claim = Handshake.claim(id, key, greeting);
        ByteBuffer out = ByteBuffer.wrap(claim);
        while (out.hasRemaining()) {
            if (socket.write(out) == 0) {
                await(socket, SelectionKey.OP_WRITE);
            }
        }
        claimed = true;
        byte[] answer = read(socket, Handshake.ANSWER_BYTES, "it hung up instead of answering");
        if (Gate.isAllZero(answer)) {
            throw refused(
                    patient
                            ? "it has another key, or the end that was left there has been fetched or closed"
                            : "the listener there has another key, or has been closed: give both sides the same key");
        }
        if (!Handshake.isGoodAnswer(answer, key, greeting, claim)) {
            throw refused("what listens there does not have the key itself; it was told nothing");
        }
    }

    private byte[] read(SocketChannel socket, int bytes, String otherwise) throws IOException, InterruptedException {
        ByteBuffer into = ByteBuffer.allocate(bytes);
        while (into.hasRemaining()) {
            int read = socket.read(into);
            if (read < 0) {
                throw new EOFException(otherwise);
            }
            if (read == 0) {
                await(socket, SelectionKey.OP_READ);
            }
        }
        return into.array();
    }

    private void await(SocketChannel socket, int operation) throws IOException, InterruptedException {
        if (deadline.hasPassed()) {
            throw failed("it did not answer in time", null);
        }
        try (Selector selector = Selector.open()) {
            socket.register(selector, operation);
            deadline.select(selector);
        }
        if (Thread.interrupted()) {
            if (!patient || !claimed) {
                throw new InterruptedException("interrupted while connecting to " + address);
            }
            interrupted = true;
        }
    }

    private AuthenticationException refused(String why) {
        return new AuthenticationException("No connection to " + address + ": " + why);
    }

    private ConnectionException failed(String why, @Nullable Throwable cause) {
        return new ConnectionException(ErrorCode.CONNECTION_FAILED, "No connection to " + address + ": " + why, cause);
    }
}
