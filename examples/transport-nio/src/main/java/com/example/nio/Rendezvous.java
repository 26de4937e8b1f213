package com.example.nio;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.TransportException;
import dev.procession.core.launch.LocalLauncher;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where parent and child meet: a socket in the run's folder, which only this user may enter. That is all that is asked of
 * the child; whoever wants to ask for more does so here, in {@link #await} and {@link #reach}.
 */
final class Rendezvous implements Closeable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final LocalLauncher.Lease lease;
    private final Path file;
    private final ServerSocketChannel server;
    private final Selector selector;

    private Rendezvous(LocalLauncher.Lease lease, Path file, ServerSocketChannel server, Selector selector) {
        this.lease = lease;
        this.file = file;
        this.server = server;
        this.selector = selector;
    }

    /** In the parent, before the child is launched. */
    static Rendezvous open() {
        LocalLauncher.Lease lease = LocalLauncher.shared().lease();
        try {
            return listen(lease, LocalLauncher.shared().folder().resolve("nio-" + NUMBERS.incrementAndGet()));
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    private static Rendezvous listen(LocalLauncher.Lease lease, Path file) {
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                server.bind(UnixDomainSocketAddress.of(file), 1).configureBlocking(false);
                Selector selector = Selector.open();
                server.register(selector, SelectionKey.OP_ACCEPT);
                return new Rendezvous(lease, file, server, selector);
            } catch (IOException e) {
                server.close();
                throw e;
            }
        } catch (IOException e) {
            throw cannotListen(file, e);
        }
    }

    String address() {
        return file.toString();
    }

    /** In the parent: waits for the child. {@link #close} ends the wait. */
    SocketChannel await(Duration limit) throws InterruptedException {
        try {
            selector.select(Math.max(1, limit.toMillis()));
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for the child");
            }
            SocketChannel socket = server.accept();
            if (socket == null) {
                throw new ChannelException("the child has not connected to " + file + " within the limit of " + limit);
            }
            return socket;
        } catch (ClosedSelectorException | ClosedChannelException e) {
            throw broken("the acceptor at " + file + " was closed before the child had connected", e);
        } catch (IOException e) {
            throw broken("the child cannot be let in at " + file + ": " + e, e);
        }
    }

    /** In the child: goes where the parent waits. */
    static SocketChannel reach(String address) {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(address));
        } catch (IOException | IllegalArgumentException e) {
            throw broken("the parent cannot be reached at \"" + address + "\": " + e, e);
        }
    }

    /** Nobody is let in any more; who was let in stays. */
    @Override
    public void close() {
        try (lease;
                server;
                selector) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // What is left goes with the run's folder.
        }
    }

    private static ChannelException broken(String what, Exception cause) {
        return new ChannelException(ErrorCode.CHANNEL_CLOSED, what, cause);
    }

    private static TransportException cannotListen(Path file, IOException cause) {
        String what =
                "nobody can listen at " + file + " (" + cause + "); a socket's path is 103 bytes long at the most: set"
                        + " java.io.tmpdir to a folder with a short path, or take the transport \"pipe\"";
        return new TransportException(ErrorCode.TRANSPORT_UNAVAILABLE, what, cause);
    }
}
